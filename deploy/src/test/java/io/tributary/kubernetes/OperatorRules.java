package io.tributary.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;

/**
 * What Flink's operator demands of a FlinkDeployment beyond its schema: the rules of its {@code
 * DefaultValidator} for a resource that is new, each by the name it has there. The operator's own
 * class is in no artifact that a build can have.
 */
final class OperatorRules {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z\\d]{0,43}[a-z\\d])?");
  private static final List<String> FORBIDDEN =
      List.of("kubernetes.namespace", "kubernetes.cluster-id", "high-availability.cluster-id");
  private static final Set<String> LOG_CONFIGURATIONS =
      Set.of("log4j-console.properties", "logback-console.xml");
  private static final String CHECKPOINTS = "execution.checkpointing.dir";
  private static final String SAVEPOINTS = "execution.checkpointing.savepoint-dir";
  private static final String OPERATOR = "kubernetes.operator.";

  /** Keys that are factors or shares of the operator's autoscaler. */
  private static final List<String> NOT_NEGATIVE =
      List.of(
          "job.autoscaler.scale-down.max-factor",
          "job.autoscaler.scale-up.max-factor",
          "job.autoscaler.utilization.target",
          "job.autoscaler.utilization.max",
          "job.autoscaler.utilization.min");

  private final JsonNode deployment;
  private final JsonNode spec;
  private final Map<String, String> configuration = new HashMap<>();
  private final boolean highlyAvailable;
  private final List<String> errors = new ArrayList<>();

  private OperatorRules(JsonNode deployment) {
    this.deployment = deployment;
    spec = deployment.path("spec");
    spec.path("flinkConfiguration")
        .properties()
        .forEach(option -> configuration.put(option.getKey(), option.getValue().asText()));
    highlyAvailable =
        HighAvailabilityMode.isHighAvailabilityModeActivated(Configuration.fromMap(configuration));
  }

  /** Returns the rules that an object breaks. */
  static List<String> errors(JsonNode deployment) {
    OperatorRules rules = new OperatorRules(deployment);
    rules.validateDeploymentName();
    rules.validateFlinkVersion();
    rules.validateFlinkDeploymentConfig();
    rules.validateIngress();
    rules.validateLogConfig();
    rules.validateJobSpec();
    rules.validateResources("jobManager");
    rules.validateResources("taskManager");
    rules.validateReplicas();
    rules.validateServiceAccount();
    rules.validateAutoScalerFlinkConfiguration();
    rules.requireTemplatesByName();
    return rules.errors;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      errors.add(otherwise);
    }
  }

  private boolean isOn(String key, boolean otherwise) {
    return Boolean.parseBoolean(configuration.getOrDefault(key, String.valueOf(otherwise)));
  }

  private boolean isSet(String key) {
    return !configuration.getOrDefault(key, "").isBlank();
  }

  private void validateDeploymentName() {
    String name = deployment.path("metadata").path("name").asText();
    require(NAME.matcher(name).matches(), "not a name of a FlinkDeployment: name=" + name);
  }

  private void validateFlinkVersion() {
    require(spec.hasNonNull("flinkVersion"), "flinkVersion must be defined");
  }

  private void validateFlinkDeploymentConfig() {
    for (String key : FORBIDDEN) {
      require(!configuration.containsKey(key), "forbidden key: key=" + key);
    }
    require(
        highlyAvailable || !isOn(OPERATOR + "deployment.rollback.enabled", false),
        "rolling back needs high availability");
    require(
        isOn(OPERATOR + "jm-deployment-recovery.enabled", true)
            || !isOn(OPERATOR + "cluster.health-check.enabled", false),
        "health checks need recovery of the JobManager's deployment");
  }

  private void validateIngress() {
    require(
        !spec.has("ingress") || spec.path("ingress").hasNonNull("template"),
        "ingress template must be defined");
  }

  private void validateLogConfig() {
    spec.path("logConfiguration")
        .fieldNames()
        .forEachRemaining(
            file ->
                require(LOG_CONFIGURATIONS.contains(file), "not a log configuration: key=" + file));
  }

  private void validateJobSpec() {
    JsonNode job = spec.path("job");
    String mode = job.path("upgradeMode").asText("stateless");
    require(job.hasNonNull("jarURI"), "jar URI must be defined");
    require(job.path("state").asText("running").equals("running"), "a job must start running");
    require(
        mode.equals("stateless") || isSet(CHECKPOINTS),
        "upgrades need a directory: key=" + CHECKPOINTS);
    // Without it the operator would take a savepoint, for which the job must be well.
    require(!mode.equals("last-state") || highlyAvailable, "last-state needs high availability");
    boolean savepoints =
        mode.equals("savepoint")
            || job.hasNonNull("savepointTriggerNonce")
            || isSet(OPERATOR + "periodic.savepoint.interval")
            || isSet(OPERATOR + "job.upgrade.last-state.max.allowed.checkpoint.age");
    require(!savepoints || isSet(SAVEPOINTS), "savepoints need a directory: key=" + SAVEPOINTS);
  }

  private void validateResources(String component) {
    String path = component + ".resource.memory";
    String memory = spec.path(component).path("resource").path("memory").asText("");
    try {
      // Kubernetes' units are read as Flink's.
      MemorySize.parse(memory.replaceFirst("i$", ""));
    } catch (IllegalArgumentException e) {
      errors.add("not a size of memory: path=" + path + " value=" + memory);
    }
  }

  private void validateReplicas() {
    JsonNode taskManagers = spec.path("taskManager").path("replicas");
    require(
        taskManagers.isMissingNode()
            ? spec.path("job").path("parallelism").asInt() >= 1
            : taskManagers.asInt() >= 1,
        "the job has no slots");
    int jobManagers = spec.path("jobManager").path("replicas").asInt(1);
    require(jobManagers >= 1, "a JobManager is needed");
    require(jobManagers <= 1 || highlyAvailable, "standby JobManagers need high availability");
  }

  /**
   * Not a rule of the validator: without it the first variable of one is merged with the other's.
   */
  private void requireTemplatesByName() {
    boolean merged =
        spec.path("jobManager").has("podTemplate") || spec.path("taskManager").has("podTemplate");
    require(
        !merged
            || !spec.has("podTemplate")
            || isOn(OPERATOR + "pod-template.merge-arrays-by-name", false),
        "templates of pods are merged by position");
  }

  private void validateServiceAccount() {
    require(spec.hasNonNull("serviceAccount"), "serviceAccount must be defined");
  }

  private void validateAutoScalerFlinkConfiguration() {
    if (!isOn("job.autoscaler.enabled", false)) {
      return;
    }
    for (String key : NOT_NEGATIVE) {
      double value;
      try {
        value = Double.parseDouble(configuration.getOrDefault(key, "0"));
      } catch (NumberFormatException e) {
        value = -1;
      }
      require(value >= 0, "not a number of 0 or more: key=" + key);
    }
  }
}
