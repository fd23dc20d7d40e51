package io.tributary.cli;

import io.tributary.chaos.Campaign;
import io.tributary.chaos.CampaignCluster;
import io.tributary.chaos.CampaignHost;
import io.tributary.chaos.ChaosPlan;
import io.tributary.chaos.ChaosReport;
import io.tributary.chaos.ContainerCampaign;
import io.tributary.chaos.DemoHost;
import io.tributary.chaos.Fault;
import io.tributary.chaos.ProcessCampaign;
import io.tributary.cluster.ClusterSettings;
import io.tributary.cluster.ContainerCluster;
import io.tributary.cluster.ContainerEngine;
import io.tributary.cluster.ContainerSettings;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.StartMonitor;
import io.tributary.failure.UsageException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

  private static final String DATA = "data";
  private static final String MODEL = "model";

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
              + " kill-broker, pause-taskmanager, cut-off-taskmanager (with --containers), rescale;"
              + " with --parallelism model also rescale-shards.")
  private @Nullable List<String> faults;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Examples of each stream, instead of as many as the time needs.")
  private @Nullable Long examples;

  @Option(
      names = "--parallelism",
      paramLabel = "data|model",
      defaultValue = "data",
      description =
          "Whether the examples are dealt out to replicas or the model to shards;"
              + " ${DEFAULT-VALUE} by default.")
  private String parallelism;

  @Option(
      names = "--containers",
      description =
          "Use containers on a network of their own instead of processes: needs docker or podman,"
              + " and the images of deploy/docker/build.")
  private boolean containers;

  @Option(
      names = "--ha",
      description =
          "Two JobManagers: when the one that leads is killed, the other must go on by itself.")
  private boolean highlyAvailable;

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
    boolean passed = false;
    try {
      ChaosReport report =
          containers
              ? breakContainers(plan, jobJar, home, stop)
              : breakProcesses(plan, jobJar, home, stop);
      print(report);
      passed = report.isPassed();
    } finally {
      cleanUp(home, passed && chosen == null);
    }
    return passed ? Failures.DONE : Failures.FAILED;
  }

  private ChaosReport breakProcesses(ChaosPlan plan, Path jobJar, Path home, StopSignal stop) {
    ClusterSettings settings =
        new ClusterSettings(
                TASK_MANAGERS, SLOTS, ClusterSettings.BY_SLOTS, 512, 512, 0, 0, Map.of())
            .with(highlyAvailable, false);
    try (LocalCluster cluster = LocalCluster.start(home, settings, monitor(stop))) {
      return campaign(new ProcessCampaign(cluster), plan, jobJar, stop).run();
    }
  }

  private ChaosReport breakContainers(ChaosPlan plan, Path jobJar, Path home, StopSignal stop) {
    ContainerEngine engine =
        ContainerEngine.find()
            .orElseThrow(() -> new UsageException("neither docker nor podman works: --containers"));
    try (ContainerCluster cluster =
        ContainerCluster.start(engine, ContainerSettings.DEFAULT, home, monitor(stop))) {
      return campaign(new ContainerCampaign(cluster), plan, jobJar, stop).run();
    }
  }

  private Campaign campaign(CampaignCluster cluster, ChaosPlan plan, Path jobJar, StopSignal stop) {
    return new Campaign(host(cluster, stop), cluster, jobJar, plan, seed);
  }

  private void cleanUp(Path home, boolean delete) throws IOException {
    if (delete) {
      if (containers) {
        ContainerCluster.deleteData(home);
      } else {
        LocalCluster.last(home).ifPresent(LocalCluster::deleteData);
      }
      Files.deleteIfExists(home);
    } else {
      console.note("logs and checkpoints are kept: directory=" + home);
    }
  }

  private ChaosPlan plan() {
    if (!List.of(DATA, MODEL).contains(parallelism)) {
      throw new UsageException(
          "no such parallelism: --parallelism=" + parallelism + " allowed=data,model");
    }
    requireInRange("--minutes", minutes, ChaosPlan.LEAST_MINUTES, MOST_MINUTES);
    requireInRange("--rate", rate, Double.MIN_VALUE, MOST_RATE);
    requireInRange(
        "--examples", examples == null ? 1 : examples.doubleValue(), 1, Double.MAX_VALUE);
    ChaosPlan plan = ChaosPlan.of(minutes, rate, seed, containers);
    if (faults != null) {
      plan = plan.withFaults(faults.stream().map(ChaosCommand::fault).toList());
      requireShards(plan);
    } else if (parallelism.equals(MODEL)) {
      plan = plan.withShards();
    }
    if (containers && highlyAvailable) {
      throw new UsageException("containers have one JobManager: --ha --containers");
    }
    if (!containers && plan.faults().contains(Fault.CUT_OFF_TASKMANAGER)) {
      throw new UsageException(
          "processes of one machine have no network to be cut off from, use --containers: --faults="
              + Fault.CUT_OFF_TASKMANAGER.text());
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

  private void requireShards(ChaosPlan plan) {
    if (plan.faults().contains(Fault.RESCALE_SHARDS) && !parallelism.equals(MODEL)) {
      throw new UsageException(
          "there are no shards: --faults="
              + Fault.RESCALE_SHARDS.text()
              + " allowed=with --parallelism model");
    }
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

  private StartMonitor monitor(StopSignal stop) {
    return new StartMonitor() {
      @Override
      public void say(String line) {
        ChaosCommand.this.say(line);
      }

      @Override
      public boolean isCancelled() {
        return stop.isRequested();
      }
    };
  }

  private void say(String line) {
    if (!json) {
      console.line(line);
    }
  }

  private CampaignHost host(CampaignCluster cluster, StopSignal stop) {
    return new DemoHost(
        KafkaSettings.of(cluster.info().kafka()),
        console.environment(),
        parallelism.equals(MODEL),
        console.waiting(),
        this::say,
        stop::throwIfRequested);
  }

  private void print(ChaosReport report) {
    if (json) {
      console.line(ChaosTables.json(report).toString());
    } else {
      ChaosTables.lines(report).forEach(console::line);
    }
  }
}
