package io.tributary.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schema of a custom resource, read as a closed one. Kubernetes drops fields that a schema does
 * not name without a word, so a misspelled one would have no effect; here it is an error.
 *
 * <p>Of OpenAPI it knows what such schemas use: types, properties, items, additional properties,
 * enumerations and "an integer or a text".
 */
final class ClosedSchema {
  /** What every object has, and no schema of a custom resource repeats. */
  private static final Set<String> COMMON = Set.of("apiVersion", "kind", "metadata");

  private final JsonNode root;

  private ClosedSchema(JsonNode root) {
    this.root = root;
  }

  /** Reads a definition that is a resource of the class path, and the schema of one version. */
  static ClosedSchema ofDefinition(String resource, String version) throws IOException {
    try (InputStream in = ClosedSchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no such resource: resource=" + resource);
      }
      JsonNode definition =
          Manifests.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
      for (JsonNode one : definition.path("spec").path("versions")) {
        if (one.path("name").asText().equals(version)) {
          return new ClosedSchema(one.path("schema").path("openAPIV3Schema"));
        }
      }
      throw new IOException("no such version: resource=" + resource + " version=" + version);
    }
  }

  /** Returns what is wrong with an object, but for its metadata. */
  List<String> errors(JsonNode object) {
    List<String> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!COMMON.contains(field.getKey())) {
        property(root, field, "", errors);
      }
    }
    return errors;
  }

  private static void check(JsonNode schema, JsonNode value, String path, List<String> errors) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      require(value.isIntegralNumber() || value.isTextual(), "integer or string", path, errors);
      return;
    }
    String type = schema.path("type").asText();
    require(is(type, value), type, path, errors);
    if (schema.has("enum")) {
      boolean allowed = false;
      for (JsonNode one : schema.path("enum")) {
        allowed |= one.equals(value);
      }
      require(allowed, "one of " + schema.path("enum"), path, errors);
    }
    if (value.isObject()) {
      value.properties().forEach(field -> property(schema, field, path, errors));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.get(i), path + "[" + i + "]", errors);
      }
    }
  }

  private static void property(
      JsonNode schema, Map.Entry<String, JsonNode> field, String path, List<String> errors) {
    String inside = path + "." + field.getKey();
    JsonNode properties = schema.path("properties");
    if (properties.has(field.getKey())) {
      check(properties.path(field.getKey()), field.getValue(), inside, errors);
    } else if (schema.has("additionalProperties")) {
      check(schema.path("additionalProperties"), field.getValue(), inside, errors);
    } else {
      errors.add("unknown field: path=" + inside);
    }
  }

  private static void require(boolean holds, String wanted, String path, List<String> errors) {
    if (!holds) {
      errors.add("not allowed here: path=" + path + " allowed=" + wanted);
    }
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("unknown type of a schema: type=" + type);
    };
  }
}
