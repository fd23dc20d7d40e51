package io.tributary.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import io.tributary.config.YamlNode.Kind;
import io.tributary.config.YamlNode.Mapping;
import io.tributary.config.YamlNode.Scalar;
import io.tributary.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into a tree of own nodes, because Jackson's would keep the last of two equal keys in
 * silence, take an alias for a text, and forget how a number was written.
 */
final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final Mapping EMPTY = new Mapping(Map.of());

  private final YAMLParser parser;
  private final PipelineErrors errors;

  private YamlReader(YAMLParser parser, PipelineErrors errors) {
    this.parser = parser;
    this.errors = errors;
  }

  /** Returns the mapping at the root; an empty one when the file is broken. */
  static Mapping read(String yaml, PipelineErrors errors) {
    try (YAMLParser parser = FACTORY.createParser(yaml)) {
      return new YamlReader(parser, errors).root();
    } catch (JsonProcessingException e) {
      addTo(errors, e);
      return EMPTY;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The parser's whole message quotes the file, and the quoted line may hold a secret. Only this
  // type has the part that doesn't, and no other has come in its place.
  @SuppressWarnings("deprecation")
  private static void addTo(PipelineErrors errors, JsonProcessingException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      errors.add(
          "file",
          "not yaml, " + marked.getProblem(),
          position(marked.getProblemMark().getLine(), marked.getProblemMark().getColumn()));
    } else {
      JsonLocation at = e.getLocation();
      errors.add("file", "not yaml", at == null ? "" : position(at));
    }
  }

  private static String position(JsonLocation at) {
    return position(at.getLineNr() - 1, at.getColumnNr() - 1);
  }

  private static String position(int linesBefore, int columnsBefore) {
    return "line=" + (linesBefore + 1) + " column=" + (columnsBefore + 1);
  }

  private Mapping root() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      errors.add("file", "empty", "");
      return EMPTY;
    }
    YamlNode root = value(token, "");
    if (parser.nextToken() != null) {
      errors.add("file", "more than one document", position(parser.currentTokenLocation()));
    }
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    errors.add("file", "not a mapping of keys to values", "");
    return EMPTY;
  }

  private YamlNode value(JsonToken token, String path) throws IOException {
    if (parser.isCurrentAlias()) {
      errors.add(path, "aliases are not supported", position(parser.currentTokenLocation()));
      return Scalar.of("", Kind.UNUSABLE);
    }
    return switch (token) {
      case START_OBJECT -> mapping(path);
      case START_ARRAY -> sequence(path);
      case VALUE_NULL -> Scalar.of("", Kind.NULL);
      case VALUE_TRUE, VALUE_FALSE -> Scalar.of(parser.getText(), Kind.BOOLEAN);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalar.of(parser.getText(), Kind.NUMBER);
      default -> Scalar.of(parser.getText(), Kind.TEXT);
    };
  }

  private Mapping mapping(String path) throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      if (entries.containsKey(key)) {
        errors.add(keyPath, "key is there twice", position(parser.currentTokenLocation()));
      }
      YamlNode value = value(parser.nextToken(), keyPath);
      entries.putIfAbsent(key, value);
    }
    return new Mapping(entries);
  }

  private Sequence sequence(String path) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, path + "[" + items.size() + "]"));
    }
    return new Sequence(items);
  }
}
