package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.snapshot.SnapshotIdentity;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import io.tributary.merge.Staleness;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotsTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("localhost:1");

  private static String committed() throws Exception {
    URI uri = SnapshotsTest.class.getResource("/savepoints/v0.1/savepoint/_metadata").toURI();
    return Path.of(uri).getParent().toUri().toString();
  }

  @ParameterizedTest
  @EnumSource(Partitioning.class)
  void theSourceOfExamplesIsFoundByItsId(Partitioning partitioning) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    Pipeline pipeline = TestPipelines.live("m", 2, partitioning, new Staleness(1), "mean", KAFKA);
    new TrainingJob(pipeline, TrainingOptions.DEFAULT).build(env);
    List<OperatorID> sources =
        env.getStreamGraph().getJobGraph().getVerticesSortedTopologicallyFromSources().stream()
            .filter(vertex -> vertex.getName().contains("examples"))
            .map(JobVertex::getOperatorIDs)
            .flatMap(List::stream)
            .map(OperatorIDPair::getGeneratedOperatorID)
            .toList();
    assertThat(sources).contains(Snapshots.EXAMPLES);
  }

  @Test
  void allThatMustStayIsInTheIdentity() {
    Pipeline pipeline = TestPipelines.reproducible("m", "rows", 2, KAFKA);
    assertThat(Snapshots.identity(pipeline).settings())
        .isEqualTo(
            Map.of(
                "name", "m",
                "model.loss", "logistic",
                "model.bits", "12",
                "model.blocks", "4",
                "model.optimizer", "ftrl",
                "input.topic", "rows",
                "training.staleness", "bounded"));
    assertThat(Snapshots.identity(TestPipelines.scaled(pipeline, 7, 1)))
        .isEqualTo(Snapshots.identity(pipeline));
  }

  private static Pipeline ofClasses(String model, String classes) {
    return PipelineFile.of(
            """
            name: m
            model: {loss: softmax, bits: 8, %s}
            features: [a, b]
            label: {field: y, classes: [%s]}
            input: {topic: rows}
            """
                .formatted(model, classes))
        .withoutKafka()
        .pipeline(Map.of());
  }

  @Test
  void theOrderOfClassesIsInTheIdentity() {
    SnapshotIdentity saved = Snapshots.identity(ofClasses("type: linear", "x, \"it's\", z"));
    assertThat(saved.settings())
        .containsEntry("label.classes", "'x', 'it\\'s', 'z'")
        .containsEntry("model.type", "linear outputs=3");
    SnapshotIdentity asked = Snapshots.identity(ofClasses("type: linear", "\"it's\", x, z"));
    assertThat(saved.differences(asked))
        .containsExactly(
            new SnapshotIdentity.Difference(
                "label.classes", "'x', 'it\\'s', 'z'", "'it\\'s', 'x', 'z'"));
  }

  @Test
  void manyClassesAreToldByTheirHash() {
    List<String> names = IntStream.range(0, 90).mapToObj(i -> "class" + i).toList();
    String told =
        Snapshots.identity(ofClasses("type: linear", String.join(", ", names)))
            .settings()
            .get("label.classes");
    assertThat(told).matches("90 classes, hash [0-9a-f]{16}");
    List<String> others = new ArrayList<>(names);
    Collections.swap(others, 3, 80);
    assertThat(
            Snapshots.identity(ofClasses("type: linear", String.join(", ", others)))
                .settings()
                .get("label.classes"))
        .startsWith("90 classes, hash ")
        .isNotEqualTo(told);
  }

  @Test
  void whatAModelComputesIsInTheIdentityAndHowItLearnsIsNot() {
    SnapshotIdentity saved =
        Snapshots.identity(ofClasses("type: fm, factors: {rank: 2, alpha: 0.1}", "x, y"));
    assertThat(
            saved.differences(
                Snapshots.identity(ofClasses("type: fm, factors: {rank: 2, alpha: 0.5}", "x, y"))))
        .isEmpty();
    assertThat(saved.differences(Snapshots.identity(ofClasses("type: linear", "x, y"))))
        .extracting(SnapshotIdentity.Difference::key)
        .containsExactly("model.type");
  }

  @Test
  void aSnapshotOfReplicasIsNotOneOfShards() {
    Pipeline sharded = TestPipelines.sharded("m", "rows", 2, 3, KAFKA);
    Pipeline replicated = TestPipelines.reproducible("m", "rows", 2, KAFKA);
    assertThat(Snapshots.identity(replicated).differences(Snapshots.identity(sharded)))
        .containsExactly(new SnapshotIdentity.Difference("training.parallelism", "data", "model"));
    assertThat(Snapshots.identity(sharded).differences(Snapshots.identity(replicated)))
        .containsExactly(new SnapshotIdentity.Difference("training.parallelism", "model", "data"));
    assertThat(
            Snapshots.identity(sharded)
                .differences(Snapshots.identity(TestPipelines.sharded("m", "rows", 5, 1, KAFKA))))
        .isEmpty();
  }

  @Test
  void aSnapshotTellsWhatItBelongsTo() throws Exception {
    URI file = SnapshotsTest.class.getResource("/savepoints/v0.1/pipeline.yaml").toURI();
    Pipeline pipeline = PipelineFile.read(Path.of(file)).withoutKafka().pipeline(Map.of());
    assertThat(Snapshots.read(committed())).contains(Snapshots.identity(pipeline));
    Snapshots.requireFits(pipeline, committed());
    Pipeline other = TestPipelines.reproducible("m", "others", 2, KAFKA);
    assertThatThrownBy(() -> Snapshots.requireFits(other, committed()))
        .isInstanceOf(SnapshotMismatchException.class)
        .hasMessageStartingWith(
            "snapshot is of another training than the pipeline: from=" + committed() + ": ")
        .hasMessageContaining("input.topic saved=rows pipeline=others");
  }

  @Test
  void everyWayOfRestoringComesThroughTheCheck() throws Exception {
    Pipeline other = TestPipelines.reproducible("m", "others", 2, KAFKA);
    TrainingOptions from =
        new TrainingOptions(Map.of(), Optional.of(committed()), Optional.empty());
    assertThatThrownBy(() -> LocalTraining.start(other, from))
        .isInstanceOf(SnapshotMismatchException.class);
    RemoteTraining.Target target =
        new RemoteTraining.Target(
            "localhost",
            1,
            "file:/no.jar",
            Optional.empty(),
            Optional.empty(),
            from.restoreFrom(),
            Map.of());
    assertThatThrownBy(() -> RemoteTraining.submit(other, target))
        .isInstanceOf(SnapshotMismatchException.class);
  }

  @Test
  void whatCanNotBeReadHereIsLeftToTheJob() {
    Pipeline pipeline = TestPipelines.reproducible("m", "rows", 2, KAFKA);
    for (String path : List.of("file:/nowhere", "s3://bucket/savepoint-1", "no such: path", "")) {
      assertThat(Snapshots.read(path)).as(path).isEmpty();
      assertThatCode(() -> Snapshots.requireFits(pipeline, path)).doesNotThrowAnyException();
    }
  }
}
