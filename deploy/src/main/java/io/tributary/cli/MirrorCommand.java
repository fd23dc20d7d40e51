package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.Pipeline;
import io.tributary.monitoring.Latest;
import io.tributary.monitoring.ModelMeters;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.StopSignal;
import io.tributary.serving.MirrorStatus;
import io.tributary.session.Mirroring;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirror}: keeps the model store of a serving host up to date. */
@Command(
    name = "mirror",
    description = {
      "Keep a model store up to date with a model that is trained elsewhere, until Ctrl-C.",
      "Any number of processes of the same host can score from the store meanwhile."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class MirrorCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--store",
      paramLabel = "PATH",
      description = "The file of the model store, instead of the pipeline's.")
  private @Nullable Path store;

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description = "The directory of the local cluster, whose Kafka is the default.")
  private @Nullable Path cluster;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  @Mixin private MetricsOption metrics = new MetricsOption();

  private final Console console;

  MirrorCommand(Console console) {
    this.console = console;
  }

  /** How far the mirror is. */
  private record Progress(MirrorStatus status, double freshnessMillis)
      implements ProgressPrinter.Progress {
    static Progress of(Mirroring.Progress mirroring) {
      return new Progress(mirroring.status(), mirroring.freshnessMillis());
    }

    @Override
    public String line() {
      return Figures.count(status.examples())
          + " examples  version "
          + Figures.count(status.version())
          + (Double.isFinite(freshnessMillis)
              ? "  fresh in " + Figures.millis(freshnessMillis)
              : "")
          + (status.undecodable() > 0
              ? "  skipped " + Figures.count(status.undecodable()) + " records"
              : "")
          + (status.waitingFor() != null ? "  waiting for " + status.waitingFor() : "")
          + (status.misfit() != null ? "  " + status.misfit() : "");
    }

    @Override
    public ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("examples", status.examples());
      json.put("modelVersion", status.version());
      json.put("awaiting", status.awaiting());
      json.put("gaps", status.gaps());
      json.put("undecodable", status.undecodable());
      json.put("waitingFor", status.waitingFor());
      json.put("misfit", status.misfit());
      Figures.put(json, "freshnessMsP50", freshnessMillis);
      return json;
    }
  }

  @Override
  public Integer call() {
    Pipeline pipeline =
        PipelineFiles.read(file).pipeline(ClusterOptions.environment(cluster, console));
    mirror(pipeline, StopSignal.install());
    return Failures.DONE;
  }

  void mirror(Pipeline pipeline, StopSignal stop) {
    Path target = store != null ? store : pipeline.export().store();
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    Latest<Mirroring.Progress> last = new Latest<>(System::nanoTime);
    Mirroring.Listener shown =
        new Mirroring.Listener() {
          @Override
          public void begins() {
            printer.say("mirroring " + pipeline.name() + " to " + target + ", " + stop.remedy());
          }

          @Override
          public void mirroring(Supplier<Mirroring.Progress> latest) {
            Supplier<Mirroring.Progress> known = metrics.isOn() ? last.offer(latest) : latest;
            printer.show(() -> Progress.of(known.get()));
          }

          @Override
          public void stopped() {
            printer.end();
          }
        };
    Mirroring mirroring = new Mirroring(console.waiting(), stop, shown);
    metrics.during(
        () -> ModelMeters.ofMirror(pipeline.name(), last),
        console,
        () -> mirroring.run(pipeline, target));
  }
}
