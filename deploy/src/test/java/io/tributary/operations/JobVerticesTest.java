package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobVerticesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As a JobManager tells them, all running. */
  private static JobVertices vertices(int replicas, int masters) {
    try {
      return JobVertices.of(
          JSON.readTree(
              """
              {"vertices": [
                {"id": "a", "parallelism": REPLICAS, "tasks": {"RUNNING": REPLICAS},
                 "name": "Source: examples -> decode -> (rejected-sink: Writer, count-rejected)"},
                {"id": "b", "parallelism": 1, "tasks": {"RUNNING": 1}, "name": "Source: updates"},
                {"id": "c", "parallelism": REPLICAS, "tasks": {"RUNNING": REPLICAS},
                 "name": "replica"},
                {"id": "d", "parallelism": MASTERS, "tasks": {"RUNNING": MASTERS},
                 "name": "block-master -> publish: Writer -> publish: Committer"},
                {"id": "e", "parallelism": 1, "tasks": {"RUNNING": 1},
                 "name": "progress -> report: Writer"}]}
              """
                  .replace("REPLICAS", Integer.toString(replicas))
                  .replace("MASTERS", Integer.toString(masters))));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "examples -> replica -> (rejected: Writer -> rejected: Committer; count), 4, 0",
    "examples -> batcher -> (rejected: Writer -> rejected: Committer; count), 4, 0",
    "combiner -> errors: Writer -> errors: Committer, 4, 0",
    "shard -> publish: Writer -> publish: Committer, 0, 4",
    "count, 4, 0",
    "rejected: Writer, 4, 0",
    "block-master -> publish: Writer -> publish: Committer, 0, 4",
    "publish: Writer, 0, 4",
    "examples, 0, 0",
    "updates, 0, 0",
    "progress -> report: Writer -> report: Committer, 0, 0",
  })
  void operatorsAreKnownByTheirNames(String name, int replicas, int masters) throws IOException {
    JsonNode job =
        JSON.readTree(
            "{\"vertices\": [{\"id\": \"a\", \"parallelism\": 4, \"name\": \"" + name + "\"}]}");
    assertThat(JobVertices.of(job).replicas()).isEqualTo(replicas);
    assertThat(JobVertices.of(job).masters()).isEqualTo(masters);
  }

  private static String bounds(JsonNode requirements, String vertex) {
    JsonNode parallelism = requirements.path(vertex).path("parallelism");
    return parallelism.path("lowerBound").asInt() + ".." + parallelism.path("upperBound").asInt();
  }

  @Test
  void tellsReplicasFromMasters() {
    JobVertices vertices = vertices(6, 2);
    assertThat(vertices.replicas()).isEqualTo(6);
    assertThat(vertices.masters()).isEqualTo(2);
    assertThat(vertices.slots()).isEqualTo(6);
    assertThat(vertices.isRunning()).isTrue();
  }

  @Test
  void requiresWhatIsWantedOrWhatThereIs() {
    JsonNode requirements = vertices(4, 1).requirements(12, 4, 0);
    assertThat(requirements).hasSize(5);
    assertThat(bounds(requirements, "a")).isEqualTo("1..12");
    assertThat(bounds(requirements, "b")).isEqualTo("1..1");
    assertThat(bounds(requirements, "c")).isEqualTo("1..12");
    assertThat(bounds(requirements, "d")).isEqualTo("1..3");
    assertThat(bounds(requirements, "e")).isEqualTo("1..1");
  }

  @Test
  void shardsStayAsManyAsThereAreUnlessOthersAreWanted() throws IOException {
    JobVertices vertices =
        JobVertices.of(
            JSON.readTree(
                """
                {"vertices": [
                  {"id": "a", "parallelism": 2, "name": "Source: examples -> batcher -> count"},
                  {"id": "b", "parallelism": 4, "name": "shard -> publish: Writer"},
                  {"id": "c", "parallelism": 2, "name": "combiner -> errors: Writer"},
                  {"id": "d", "parallelism": 1, "name": "progress -> report: Writer"}]}
                """));
    assertThat(vertices.shards()).isEqualTo(4);
    assertThat(vertices.replicas()).isEqualTo(2);
    assertThat(vertices.learners()).extracting(JobVertices.Vertex::id).containsExactly("a");
    JsonNode same = vertices.requirements(3, 16, 0);
    assertThat(bounds(same, "a")).isEqualTo("1..3");
    assertThat(bounds(same, "b")).isEqualTo("1..4");
    assertThat(bounds(same, "c")).isEqualTo("1..3");
    assertThat(bounds(same, "d")).isEqualTo("1..1");
    assertThat(bounds(vertices.requirementsWith(6, 3, 0), "b")).isEqualTo("1..6");
  }

  @Test
  void readersStayAsManyAsThereAre() {
    JsonNode requirements = vertices(4, 1).requirements(12, 4, 3);
    assertThat(bounds(requirements, "a")).isEqualTo("1..3");
    assertThat(bounds(requirements, "c")).isEqualTo("1..12");
    assertThat(bounds(requirements, "d")).isEqualTo("1..3");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, 8, 2",
    "4, 1, 64, 4",
    "8, 2, 2, 1",
    // A number that somebody chose stays.
    "4, 3, 8, 3",
    "2, 2, 8, 2",
  })
  void mastersFollowTheReplicasUnlessTheyWereChosen(
      int replicas, int masters, int wanted, int mastersThen) {
    assertThat(vertices(replicas, masters).mastersFor(wanted, 4)).isEqualTo(mastersThen);
  }

  @Test
  void aJobRunsWhenAllItsTasksDo() throws IOException {
    JsonNode job =
        JSON.readTree(
            """
            {"vertices": [
              {"id": "a", "name": "replica", "parallelism": 2, "tasks": {"RUNNING": 1}}]}
            """);
    assertThat(JobVertices.of(job).isRunning()).isFalse();
    assertThat(JobVertices.of(JSON.createObjectNode()).isRunning()).isFalse();
  }
}
