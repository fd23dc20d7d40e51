package io.tributary.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the objects of one overlay fit each other: what one of them names is there, and what one
 * selects exists. Kubernetes accepts objects that don't, and nothing happens.
 */
final class References {
  /** What whoever installs it brings. */
  private static final Set<String> BROUGHT = Set.of("Secret/kafka");

  /** The components of a FlinkDeployment, each of which has pods of its own. */
  private static final List<String> COMPONENTS = List.of("jobManager", "taskManager");

  /** Pods that will be there: their labels, their specification, and whose they are. */
  private record Pods(String owner, Map<String, String> labels, List<JsonNode> specs) {}

  private final List<JsonNode> objects;
  private final Set<String> names = new HashSet<>(BROUGHT);
  private final List<Pods> pods = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private References(List<JsonNode> objects) {
    this.objects = objects;
    for (JsonNode object : objects) {
      names.add(kind(object) + "/" + name(object));
      if (kind(object).equals("Deployment")) {
        JsonNode template = object.path("spec").path("template");
        pods.add(new Pods(name(object), texts(labels(template)), List.of(template.path("spec"))));
      } else if (kind(object).equals("FlinkDeployment")) {
        COMPONENTS.forEach(component -> pods.add(pods(object, component)));
      }
    }
  }

  /** Returns what does not fit. */
  static List<String> errors(List<JsonNode> objects) {
    References references = new References(objects);
    references.pods.forEach(references::check);
    objects.forEach(references::check);
    return references.errors;
  }

  private static Pods pods(JsonNode flink, String component) {
    JsonNode all = flink.path("spec").path("podTemplate");
    JsonNode own = flink.path("spec").path(component).path("podTemplate");
    Map<String, String> labels = texts(labels(all));
    labels.putAll(texts(labels(own)));
    return new Pods(
        name(flink) + "/" + component, labels, List.of(all.path("spec"), own.path("spec")));
  }

  private static String kind(JsonNode object) {
    return object.path("kind").asText();
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static JsonNode labels(JsonNode object) {
    return object.path("metadata").path("labels");
  }

  private static Map<String, String> texts(JsonNode fields) {
    Map<String, String> texts = new HashMap<>();
    fields.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      errors.add(otherwise);
    }
  }

  private void exists(String kind, JsonNode name, String whose) {
    String object = kind + "/" + name.asText();
    require(
        name.isMissingNode() || names.contains(object),
        "names what is not there: object=" + object + " in=" + whose);
  }

  private void check(JsonNode object) {
    JsonNode spec = object.path("spec");
    String whose = kind(object) + "/" + name(object);
    switch (kind(object)) {
      case "Deployment" -> selects(spec.path("selector").path("matchLabels"), whose, name(object));
      case "Service" -> selects(spec.path("selector"), whose, "");
      case "PodDisruptionBudget" -> selects(spec.path("selector").path("matchLabels"), whose, "");
      case "NetworkPolicy" -> selects(spec.path("podSelector").path("matchLabels"), whose, "");
      case "FlinkDeployment" -> exists("ServiceAccount", spec.path("serviceAccount"), whose);
      case "ServiceMonitor" -> monitors(spec, whose);
      case "RoleBinding" -> {
        exists("Role", object.path("roleRef").path("name"), whose);
        for (JsonNode subject : object.path("subjects")) {
          exists(kind(subject), subject.path("name"), whose);
        }
      }
      default -> {}
    }
  }

  private void selects(JsonNode selector, String whose, String owner) {
    Map<String, String> wanted = texts(selector);
    boolean found = false;
    for (Pods one : pods) {
      found |=
          one.labels().entrySet().containsAll(wanted.entrySet())
              && (owner.isEmpty() || owner.equals(one.owner()));
    }
    require(found && !wanted.isEmpty(), "selects no pod: in=" + whose + " labels=" + wanted);
  }

  private void monitors(JsonNode spec, String whose) {
    Map<String, String> wanted = texts(spec.path("selector").path("matchLabels"));
    Set<String> ports = new HashSet<>();
    for (JsonNode service : objects) {
      if (kind(service).equals("Service")
          && texts(labels(service)).entrySet().containsAll(wanted.entrySet())) {
        service.path("spec").path("ports").forEach(port -> ports.add(port.path("name").asText()));
      }
    }
    for (JsonNode endpoint : spec.path("endpoints")) {
      String port = endpoint.path("port").asText();
      require(ports.contains(port), "no service has such a port: port=" + port + " in=" + whose);
    }
  }

  private void check(Pods one) {
    Set<String> volumes = new HashSet<>();
    Set<String> ports = new HashSet<>();
    boolean unprivileged = false;
    for (JsonNode spec : one.specs()) {
      for (JsonNode volume : spec.path("volumes")) {
        volumes.add(volume.path("name").asText());
        exists("ConfigMap", volume.path("configMap").path("name"), one.owner());
        exists("Secret", volume.path("secret").path("secretName"), one.owner());
        JsonNode claim = volume.path("persistentVolumeClaim").path("claimName");
        exists("PersistentVolumeClaim", claim, one.owner());
      }
      unprivileged |= spec.path("securityContext").path("runAsNonRoot").asBoolean();
      for (JsonNode container : spec.path("containers")) {
        container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
      }
    }
    require(unprivileged, "may run as root: in=" + one.owner());
    for (JsonNode spec : one.specs()) {
      for (JsonNode container : spec.path("containers")) {
        check(container, volumes, ports, one.owner());
      }
    }
  }

  private void check(JsonNode container, Set<String> volumes, Set<String> ports, String owner) {
    for (JsonNode mount : container.path("volumeMounts")) {
      String volume = mount.path("name").asText();
      require(volumes.contains(volume), "no such volume: volume=" + volume + " in=" + owner);
    }
    for (JsonNode variable : container.path("env")) {
      exists("Secret", variable.path("valueFrom").path("secretKeyRef").path("name"), owner);
    }
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      for (String way : List.of("httpGet", "tcpSocket")) {
        JsonNode port = container.path(probe).path(way).path("port");
        require(
            !port.isTextual() || ports.contains(port.asText()),
            "no such port: port=" + port.asText() + " in=" + owner + " of=" + probe);
      }
    }
  }
}
