package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool likes the rules, and each alert fires on a recorded series. */
final class MonitoringRulesTest {
  private static void promtool(String... arguments) throws IOException, InterruptedException {
    Needs.program("promtool", "--version");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static Set<String> alertsOf(Iterable<JsonNode> rules) {
    Set<String> names = new TreeSet<>();
    rules.forEach(
        rule -> {
          if (rule.has("alert")) {
            names.add(rule.path("alert").asText());
          }
        });
    return names;
  }

  @Test
  void eachAlertFiresOnItsSeries() throws Exception {
    promtool("test", "rules", Monitoring.RULES_TEST.toString());
  }

  @Test
  void theShippedConfigurationIsOne() throws Exception {
    Path config = Monitoring.DIRECTORY.resolve("prometheus.yaml");
    promtool("check", "config", config.toString());
  }

  @Test
  void noAlertIsWithoutATestInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : Monitoring.yaml(Monitoring.RULES_TEST).path("tests")) {
      for (JsonNode alert : test.path("alert_rule_test")) {
        (alert.path("exp_alerts").isEmpty() ? silent : firing)
            .add(alert.path("alertname").asText());
      }
    }
    assertThat(firing).isEqualTo(alertsOf(Monitoring.rules())).isNotEmpty();
    assertThat(silent).isEqualTo(firing);
  }

  @Test
  void recordedFiguresThatAreUsedAreRecorded() throws IOException {
    Set<String> recorded = new TreeSet<>();
    Set<String> used = new TreeSet<>();
    for (JsonNode rule : Monitoring.rules()) {
      if (rule.has("record")) {
        recorded.add(rule.path("record").asText());
      }
      used.addAll(Monitoring.seriesOf(rule.path("expr").asText()));
    }
    Monitoring.dashboardExpressions().forEach(e -> used.addAll(Monitoring.seriesOf(e)));
    used.removeIf(name -> !name.contains(":"));
    assertThat(used).isEqualTo(recorded).isNotEmpty();
  }
}
