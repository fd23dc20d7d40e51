package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.operations.FlinkRest;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions.SchedulerType;
import org.apache.flink.configuration.RestOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job jar with Flink's own client, as {@code flink run} starts it. */
final class JobMainIT {
  private static final String PIPELINE =
      """
      name: taps
      model: {bits: 10}
      features: [site]
      label: {field: clicked}
      key: user
      input: {topic: taps.examples}
      training: {replicas: 2, reportInterval: 200ms}
      flink: {state.backend.type: rocksdb, restart-strategy.type: none}
      """;

  @TempDir private static Path directory;
  private static TestCluster cluster;

  /** What a run of Flink's client came to. */
  private record FlinkRun(int code, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(directory, SchedulerType.Default, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static FlinkRun flink(String... arguments) throws Exception {
    String[] address = cluster.jobManager().split(":", 2);
    Configuration config = new Configuration();
    config.set(RestOptions.ADDRESS, address[0]);
    config.set(RestOptions.PORT, Integer.parseInt(address[1]));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    System.setOut(CommandRun.print(out));
    System.setErr(CommandRun.print(err));
    try {
      CliFrontend client =
          new CliFrontend(config, CliFrontend.loadCustomCommandLines(config, directory.toString()));
      int code = client.parseAndRun(arguments);
      System.out.flush();
      System.err.flush();
      return new FlinkRun(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  private static void awaitExamples(long examples) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(cluster.run("status", "taps", "--json").out())
                    .contains("\"examples\":" + examples + ","));
  }

  private static void produce(int count) throws Exception {
    StringBuilder csv = new StringBuilder("user,site,clicked\n");
    for (int i = 0; i < count; i++) {
      csv.append("u" + i % 7 + ",s" + i % 3 + "," + (i % 3 == 0 ? 1 : 0)).append('\n');
    }
    Path data = Files.writeString(directory.resolve("taps.csv"), csv);
    CommandRun sent =
        CommandRun.of(
            "produce",
            "--bootstrap=" + cluster.kafka(),
            "--topic=taps.examples",
            "--key=user",
            "--data=" + data);
    assertThat(sent.code()).as(sent.err()).isZero();
  }

  @Test
  void runsWithFlinksOwnClient() throws Exception {
    String jar = cluster.jar().toString();
    String pipeline =
        Files.writeString(
                directory.resolve("taps.yaml"),
                PIPELINE + "kafka: {bootstrap.servers: '" + cluster.kafka() + "'}\n")
            .toString();
    FlinkRun first = flink("run", "--detached", jar, pipeline, "--parallelism", "1");
    assertThat(first.code()).as(first.out() + first.err()).isZero();
    assertThat(first.out()).contains("Job has been submitted with JobID ");
    ModelJobs jobs = new ModelJobs(new FlinkRest(cluster.jobManager(), Waiting.system()));
    ModelJob job = jobs.one("taps");
    jobs.awaitRunning(job.id(), 1);
    produce(300);
    awaitExamples(300);

    String savepoint = cluster.run("cancel", "taps", "--savepoint").out().strip();
    Path other = directory.resolve("other.yaml");
    String yaml = Files.readString(Path.of(pipeline));
    Files.writeString(other, yaml.replace("name: taps", "name: streams"));
    FlinkRun refused = flink("run", "--detached", "-s", savepoint, jar, other.toString());
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err() + refused.out())
        .contains("snapshot is of another training than the pipeline: from=" + savepoint)
        .contains("name saved=taps pipeline=streams");
    assertThat(jobs.alive("streams")).isEmpty();
    FlinkRun second =
        flink("run", "--detached", "-s", savepoint, jar, pipeline, "--parallelism", "1");
    assertThat(second.code()).as(second.out() + second.err()).isZero();
    jobs.awaitRunning(jobs.one("taps").id(), 1);
    produce(200);
    awaitExamples(500);
    rescalesThroughASavepoint(pipeline);
    produce(200);
    awaitExamples(700);
    assertThat(cluster.run("cancel", "taps").code()).isZero();
  }

  /** Only the adaptive scheduler changes a running job. */
  private static void rescalesThroughASavepoint(String pipeline) {
    String[] rescale = {"rescale", "taps", "--replicas=2", "--jar=" + cluster.jar()};
    CommandRun unknown = cluster.run(rescale);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("pipeline file is not known, name it with --pipeline FILE");
    CommandRun rescaled =
        cluster.run("rescale", "taps", "--replicas=2", rescale[3], "--pipeline=" + pipeline);
    assertThat(rescaled.code()).as(rescaled.err()).isZero();
    assertThat(rescaled.err()).contains("fewer partitions than replicas").hasLineCount(1);
    assertThat(rescaled.out())
        .startsWith("rescaled taps from 1 to 2 replicas in ")
        .contains(" s, through file:")
        .contains("/savepoints/taps/savepoint-");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    String jar = cluster.jar().toString();
    FlinkRun help = flink("run", jar, "--help");
    assertThat(help.out()).contains("PIPELINE.yaml").contains("--parallelism=N");
    String broken =
        Files.writeString(directory.resolve("broken.yaml"), PIPELINE + "wieght: a\n").toString();
    FlinkRun run = flink("run", "--detached", jar, broken);
    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("wieght: unknown key: nearest=weight");
    assertThat(flink("run", "--detached", jar, "--paralelism", "1").code()).isNotZero();
    assertThat(List.of(cluster.run("status").out())).noneMatch(text -> text.contains("broken"));
  }
}
