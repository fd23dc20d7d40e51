package io.tributary.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.deploy.Needs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manifests without a cluster: kubectl renders them, every object is valid against its closed
 * schema, the operator would take the job, and the objects fit each other. Manifests with one fault
 * each fail, which proves the checks.
 */
final class KubernetesIT {
  private static final String DEFINITION =
      "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
  private static final String RICHEST = "production";

  /** What a Secret of Kafka's would say. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "KAFKA",
          "kafka:9093",
          "KAFKA_JAAS",
          "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\""
              + " password=\"b\";");

  private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();

  @BeforeAll
  static void render() throws IOException, InterruptedException {
    Needs.program("kubectl", "version", "--client");
    for (String overlay : Manifests.overlays()) {
      RENDERED.put(overlay, Manifests.render(overlay));
    }
  }

  private static List<String> errors(List<JsonNode> objects) throws IOException {
    List<String> errors = new ArrayList<>(References.errors(objects));
    for (JsonNode object : objects) {
      if (object.path("kind").asText().equals("FlinkDeployment")) {
        errors.addAll(schema().errors(ofKnownFlink(object)));
        errors.addAll(OperatorRules.errors(object));
        errors.addAll(FlinkOptions.errors(object));
      } else {
        errors.addAll(TypedObjects.errors(object));
      }
    }
    return errors;
  }

  private static ClosedSchema schema() throws IOException {
    return ClosedSchema.ofDefinition(DEFINITION, "v1beta1");
  }

  /**
   * The newest definition in Maven's repositories, 1.10, ends its list of Flink's versions with
   * v1_20. All else is checked against it. The version must be that of the images instead.
   */
  private static JsonNode ofKnownFlink(JsonNode deployment) {
    String images =
        EnvironmentInformation.getVersion().replaceFirst("^(\\d+)\\.(\\d+).*$", "v$1_$2");
    ObjectNode known = deployment.deepCopy();
    if (known.path("spec").path("flinkVersion").asText().equals(images)) {
      ((ObjectNode) known.path("spec")).put("flinkVersion", "v1_20");
    } else {
      ((ObjectNode) known.path("spec")).put("flinkVersion", "not that of the images: " + images);
    }
    return known;
  }

  static List<String> overlays() throws IOException {
    return Manifests.overlays();
  }

  private static JsonNode one(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.path("metadata").path("name").asText().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such object: " + kind + "/" + name));
  }

  private static List<JsonNode> objects(String overlay) {
    return RENDERED.getOrDefault(overlay, List.of());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyObjectIsValidAndFitsTheOthers(String overlay) throws IOException {
    assertThat(objects(overlay)).hasSizeGreaterThan(10);
    assertThat(errors(objects(overlay))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theJobHasSlotsForItsPipeline(String overlay) {
    List<JsonNode> objects = objects(overlay);
    String yaml =
        one(objects, "ConfigMap", "pipeline-").path("data").path("pipeline.yaml").asText();
    Pipeline pipeline = PipelineFile.of(yaml).pipeline(VARIABLES);
    JsonNode spec = one(objects, "FlinkDeployment", pipeline.name()).path("spec");
    int slots = spec.path("flinkConfiguration").path("taskmanager.numberOfTaskSlots").asInt();
    assertThat(spec.path("taskManager").path("replicas").asInt() * slots)
        .isGreaterThanOrEqualTo(pipeline.training().replicas());
    assertThat(spec.path("job").path("parallelism").asInt())
        .isEqualTo(pipeline.training().replicas());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void secretsAreNamedAndNotWritten(String overlay) {
    assertThat(objects(overlay)).noneMatch(object -> object.path("kind").asText().equals("Secret"));
    assertThat(objects(overlay).toString()).contains("\"secretKeyRef\"").doesNotContain("password");
  }

  @Test
  void theRichestOverlayHasEveryKindThatIsAskedFor() {
    assertThat(objects(RICHEST))
        .extracting(object -> object.path("kind").asText())
        .contains(
            "FlinkDeployment",
            "Deployment",
            "Service",
            "PodDisruptionBudget",
            "NetworkPolicy",
            "ServiceMonitor");
    JsonNode spec = one(objects(RICHEST), "FlinkDeployment", "").path("spec");
    assertThat(spec.path("job").path("upgradeMode").asText()).isEqualTo("last-state");
    assertThat(spec.path("flinkConfiguration").path("jobmanager.scheduler").asText())
        .isEqualTo("adaptive");
  }

  /**
   * A fault: the object, the path to a field, its new value or null to remove it, and the error.
   */
  private static Arguments fault(
      String kind, String name, String path, @Nullable Object value, String error) {
    return Arguments.of(kind, name, path, value, error);
  }

  static Stream<Arguments> faults() {
    String flink = "FlinkDeployment";
    String mirror = "flights-mirror";
    String options = "/spec/flinkConfiguration/";
    String container = "/spec/template/spec/containers/0/";
    return Stream.of(
        fault(flink, "", "/spec/taskManger", "x", "unknown field: path=.spec.taskManger"),
        fault(flink, "", "/spec/taskManager/replicas", "two", "allowed=integer"),
        fault(flink, "", "/spec/job/upgradeMode", "last_state", "path=.spec.job.upgradeMode"),
        fault(flink, "", "/spec/flinkVersion", "v1_20", "path=.spec.flinkVersion"),
        fault(flink, "", "/spec/flinkVersion", null, "flinkVersion must be defined"),
        fault(flink, "", "/spec/podTemplate/spec/nodeName", 1, "path=.spec.podTemplate"),
        fault(flink, "", "/metadata/name", "Flights_1", "not a name"),
        fault(flink, "", "/spec/serviceAccount", null, "serviceAccount must be defined"),
        fault(flink, "", "/spec/serviceAccount", "nobody", "object=ServiceAccount/nobody"),
        fault(flink, "", "/spec/jobManager/resource/memory", "much", "not a size of memory"),
        fault(flink, "", options + "kubernetes.cluster-id", "flights", "forbidden key"),
        fault(flink, "", options + "high-availability.type", null, "last-state needs"),
        fault(flink, "", options + "execution.checkpointing.dir", null, "upgrades need"),
        fault(flink, "", options + "execution.checkpointing.savepoint-dir", null, "savepoints"),
        fault(flink, "", options + "jobmanager.schedular", "adaptive", "no option of Flink"),
        fault(
            flink,
            "",
            options + "kubernetes.operator.pod-template.merge-arrays-by-name",
            "false",
            "merged by position"),
        fault("Deployment", mirror, container + "imagePullpolicy", "Always", "imagePullpolicy"),
        fault("Deployment", mirror, container + "readinessProbe/periodSeconds", "ten", "ten"),
        fault("Deployment", mirror, container + "livenessProbe/httpGet/port", "web", "port=web"),
        fault("Deployment", mirror, "/spec/template/spec/volumes/0/name", "x", "no such volume"),
        fault("Deployment", mirror, "/spec/selector", null, "selects no pod"),
        fault("Deployment", mirror, "/spec/template/spec/securityContext", null, "as root"),
        fault("ConfigMap", "pipeline-", "/metadata/name", "other", "object=ConfigMap/pipeline-"),
        fault("PodDisruptionBudget", mirror, "/spec/selector/matchLabels/app", "x", "no pod"),
        fault("NetworkPolicy", mirror, "/spec/podSelecter", "x", "podSelecter"),
        fault("ServiceMonitor", mirror, "/spec/endpoints/0/port", "web", "no service has"),
        fault("Service", mirror, "/spec/ports/0/port", "http", "http"),
        fault("PersistentVolumeClaim", "", "/apiVersion", "v2", "no type is known"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsFound(String kind, String name, String path, @Nullable Object value, String error)
      throws IOException {
    List<JsonNode> mutated = new ArrayList<>();
    JsonNode found = one(objects(RICHEST), kind, name);
    for (JsonNode object : objects(RICHEST)) {
      mutated.add(object.equals(found) ? changed(object, path, value) : object);
    }
    assertThat(errors(mutated)).anyMatch(one -> one.contains(error));
  }

  private static JsonNode changed(JsonNode object, String path, @Nullable Object value) {
    JsonNode copy = object.deepCopy();
    int last = path.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) copy.at(path.substring(0, last));
    String field = path.substring(last + 1);
    if (value == null) {
      assertThat(parent.remove(field)).as("removed %s", path).isNotNull();
    } else {
      parent.set(
          field,
          value instanceof Integer number
              ? JsonNodeFactory.instance.numberNode(number)
              : JsonNodeFactory.instance.textNode(value.toString()));
    }
    return copy;
  }
}
