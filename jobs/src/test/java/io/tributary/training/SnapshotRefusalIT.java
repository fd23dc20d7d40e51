package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.kafka.KafkaSettings;
import io.tributary.model.BlockLayout;
import io.tributary.model.ModelSpec;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job whose client could not read the snapshot, and which may be restarted a thousand times, ends
 * for good when the snapshot does not fit. It needs no broker: it never comes to read one.
 */
@Timeout(180)
class SnapshotRefusalIT {
  private static final KafkaSettings KAFKA = KafkaSettings.of("localhost:1");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aJobEndsForGood(boolean adaptive) throws Exception {
    Configuration config = TestCluster.configuration(directory);
    if (adaptive) {
      TestCluster.adaptive(config);
    }
    MiniClusterConfiguration cluster =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(config)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(2)
            .withRandomPorts()
            .build();
    try (MiniCluster flink = new MiniCluster(cluster)) {
      flink.start();
      assertThat(failure(flink, config, pipeline("others", new BlockLayout(10, 2))))
          .contains(
              "SnapshotMismatchException: snapshot is of another training than the pipeline:"
                  + " input.topic saved=rows pipeline=others");
      assertThat(failure(flink, config, pipeline("rows", new BlockLayout(10, 4))))
          .contains(
              "SnapshotMismatchException: snapshot is of another training than the pipeline:"
                  + " model.blocks saved=2 pipeline=4");
    }
  }

  private static Pipeline pipeline(String topic, BlockLayout layout) {
    Pipeline base = TestPipelines.reproducible("compatibility", topic, 2, KAFKA);
    ModelSpec model = base.model();
    return new Pipeline(
        new ModelSpec(model.name(), layout, model.link(), model.optimizer()),
        base.loss(),
        TestRows.schema(layout.bits()),
        base.input(),
        base.training(),
        base.export(),
        base.kafka(),
        base.flink());
  }

  /** Returns how the job of a pipeline ended that goes on from the committed savepoint. */
  private static String failure(MiniCluster flink, Configuration config, Pipeline pipeline)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    new TrainingJob(pipeline, TrainingOptions.DEFAULT).build(env);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    Path metadata =
        Path.of(
            SnapshotRefusalIT.class.getResource("/savepoints/v0.1/savepoint/_metadata").toURI());
    graph.setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(metadata.getParent().toUri().toString(), true));
    flink.submitJob(graph).get();
    JobResult result = flink.requestJobResult(graph.getJobID()).get(60, TimeUnit.SECONDS);
    assertThat(result.getJobStatus().orElseThrow()).isEqualTo(JobStatus.FAILED);
    return result.getSerializedThrowable().orElseThrow().getFullStringifiedStackTrace();
  }
}
