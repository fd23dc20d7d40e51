package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.chaos.Campaign;
import io.tributary.chaos.CampaignHost;
import io.tributary.chaos.ChaosPlan;
import io.tributary.chaos.ChaosReport;
import io.tributary.chaos.Check;
import io.tributary.chaos.Fault;
import io.tributary.chaos.FaultResult;
import io.tributary.cluster.ClusterSettings;
import io.tributary.cluster.LocalCluster;
import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.ProgressReader;
import io.tributary.process.StopSignal;
import io.tributary.training.JobTopics;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chaos}: breaks things, and checks that nothing is lost. */
@Command(
    name = "chaos",
    description = {
      "Train on a local cluster of real processes while they are killed, paused and rescaled, and"
          + " check that no example is lost or repeated and that the model is the same as without"
          + " it.",
      "The cluster is this command's own, and gone when it ends."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class ChaosCommand implements Callable<Integer> {
  private static final int TASK_MANAGERS = 3;
  private static final int SLOTS = 4;

  // A week, and more than a broker takes: beyond, counts of examples overflow.
  private static final double MOST_MINUTES = 10_080;
  private static final double MOST_RATE = 10_000_000;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description =
          "About how long, at least " + ChaosPlan.LEAST_MINUTES + "; ${DEFAULT-VALUE} by default.")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Which faults, in which order; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Examples sent a second; ${DEFAULT-VALUE} by default.")
  private double rate;

  @Option(
      names = "--faults",
      paramLabel = "FAULT",
      split = ",",
      description =
          "These faults in this order, instead of the seed's: kill-taskmanager, kill-jobmanager,"
              + " kill-broker, pause-taskmanager, rescale.")
  private @Nullable List<String> faults;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Examples of each stream, instead of as many as the time needs.")
  private @Nullable Long examples;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the cluster keeps its files, which then stay.")
  private @Nullable Path directory;

  @Option(names = "--json", description = "Print a JSON object in the end.")
  private boolean json;

  @Mixin private JobJar jar;

  private final Console console;

  ChaosCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ChaosPlan plan = plan();
    Path jobJar = jar.file();
    StopSignal stop = StopSignal.install();
    Path chosen = directory;
    Path home = chosen != null ? chosen : Files.createTempDirectory("tributary-chaos-");
    ClusterSettings settings =
        new ClusterSettings(
            TASK_MANAGERS, SLOTS, ClusterSettings.BY_SLOTS, 512, 512, 0, 0, Map.of());
    boolean passed = false;
    try (LocalCluster cluster = LocalCluster.start(home, settings, this::say)) {
      Campaign campaign = new Campaign(surroundings(cluster, stop), cluster, jobJar, plan, seed);
      ChaosReport report = campaign.run();
      print(report);
      passed = report.isPassed();
    } finally {
      cleanUp(home, passed && chosen == null);
    }
    return passed ? Failures.DONE : Failures.FAILED;
  }

  private void cleanUp(Path home, boolean delete) throws IOException {
    if (delete) {
      LocalCluster.last(home).ifPresent(LocalCluster::deleteData);
      Files.deleteIfExists(home);
    } else {
      console.note("logs and checkpoints are kept: directory=" + home);
    }
  }

  private ChaosPlan plan() {
    requireInRange("--minutes", minutes, ChaosPlan.LEAST_MINUTES, MOST_MINUTES);
    requireInRange("--rate", rate, Double.MIN_VALUE, MOST_RATE);
    requireInRange(
        "--examples", examples == null ? 1 : examples.doubleValue(), 1, Double.MAX_VALUE);
    ChaosPlan plan = ChaosPlan.of(minutes, rate, seed);
    if (faults != null) {
      plan = plan.withFaults(faults.stream().map(ChaosCommand::fault).toList());
    }
    if (examples != null) {
      plan = plan.withExamples(examples);
    }
    if (plan.examples() < plan.leastExamples()) {
      throw new UsageException(
          "too few examples for the faults, send more by --examples or --rate: examples="
              + plan.examples()
              + " least="
              + plan.leastExamples());
    }
    return plan;
  }

  private static void requireInRange(String option, double value, double least, double most) {
    if (!(value >= least) || !(value <= most)) {
      throw new UsageException(
          "number out of range: "
              + option
              + "="
              + Figures.plain(value)
              + " allowed="
              + (least < 1 ? "above 0" : "at least " + Figures.plain(least))
              + (most < Double.MAX_VALUE ? ", at most " + Figures.plain(most) : ""));
    }
  }

  private static Fault fault(String text) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no such fault: --faults="
                        + text
                        + " allowed="
                        + Arrays.stream(Fault.values())
                            .map(Fault::text)
                            .collect(Collectors.joining(","))));
  }

  private void say(String line) {
    if (!json) {
      console.line(line);
    }
  }

  private CampaignHost surroundings(LocalCluster cluster, StopSignal stop) {
    KafkaSettings kafka = KafkaSettings.of(cluster.info().kafka());
    return new CampaignHost() {
      @Override
      public Pipeline pipeline(String name, String topic, boolean closedByCount) {
        return DemoCommand.flights()
            .with("name", name)
            .with("input.topic", topic)
            .with("model.bits", "18")
            .with("training.replicas", Integer.toString(ChaosPlan.REPLICAS))
            .with("training.round.examples", Integer.toString(ChaosPlan.ROUND_EXAMPLES))
            .with("training.round.maxDelay", closedByCount ? "0" : "20ms")
            .with("training.checkpointInterval", "3s")
            .pipeline(console.environment())
            .withKafka(kafka);
      }

      @Override
      public RecordFile data() {
        return DemoData.open("origin");
      }

      @Override
      public void createTopics(Pipeline pipeline, int partitions) {
        try (Topics topics = Topics.connect(kafka, console.waiting())) {
          JobTopics.create(topics, pipeline, partitions);
        }
      }

      @Override
      public Progress follow(Pipeline pipeline) {
        String topic = new ModelTopics(pipeline.name(), kafka).progress();
        ProgressReader reader = ProgressReader.start(kafka, topic);
        return new Progress() {
          @Override
          public JsonNode latest() {
            return reader.latest();
          }

          @Override
          public void close() {
            reader.close();
          }
        };
      }

      @Override
      public void say(String line) {
        ChaosCommand.this.say(line);
      }

      @Override
      public Waiting waiting() {
        return console.waiting();
      }

      @Override
      public void heartbeat() {
        stop.throwIfRequested();
      }
    };
  }

  private void print(ChaosReport report) {
    if (json) {
      console.line(toJson(report).toString());
      return;
    }
    console.line("");
    console.line(
        String.format(
            Locale.ROOT,
            "%-18s %-22s %10s %6s %9s",
            "fault",
            "hit",
            "seconds",
            "lost",
            "repeated"));
    for (FaultResult fault : report.faults()) {
      console.line(
          String.format(
              Locale.ROOT,
              "%-18s %-22s %10.1f %6d %9d",
              fault.fault().text(),
              fault.detail(),
              fault.recoverySeconds(),
              fault.lost(),
              fault.repeated()));
    }
    console.line("");
    for (Check check : report.checks()) {
      console.line(
          (check.isPassed() ? "same       " : "DIFFERENT  ")
              + check.name()
              + ": "
              + check.actual()
              + (check.isPassed() ? "" : ", expected " + check.expected()));
    }
    double median = report.medianRecovery(Fault.KILL_TASKMANAGER);
    if (Double.isFinite(median)) {
      console.line(
          String.format(Locale.ROOT, "%nmedian recovery of a killed taskmanager: %.1f s", median));
    }
    console.line(
        String.format(
            Locale.ROOT,
            "%n%s: %d faults, %,d examples produced, lost %d, repeated %d, in %.0f s",
            report.isPassed() ? "passed" : "FAILED",
            report.faults().size(),
            report.examples(),
            report.lost(),
            report.repeated(),
            report.seconds()));
  }

  private static ObjectNode toJson(ChaosReport report) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("passed", report.isPassed());
    object.put("examples", report.examples());
    object.put("lost", report.lost());
    object.put("repeated", report.repeated());
    object.put("seconds", report.seconds());
    for (FaultResult fault : report.faults()) {
      object
          .withArray("faults")
          .addObject()
          .put("fault", fault.fault().text())
          .put("hit", fault.detail())
          .put("recoverySeconds", fault.recoverySeconds())
          .put("lost", fault.lost())
          .put("repeated", fault.repeated());
    }
    for (Check check : report.checks()) {
      object
          .withArray("checks")
          .addObject()
          .put("check", check.name())
          .put("passed", check.isPassed())
          .put("expected", check.expected())
          .put("actual", check.actual());
    }
    return object;
  }
}
