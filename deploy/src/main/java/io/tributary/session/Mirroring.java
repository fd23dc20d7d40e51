package io.tributary.session;

import io.tributary.config.Pipeline;
import io.tributary.failure.CommandFailedException;
import io.tributary.process.StopSignal;
import io.tributary.serving.Freshness;
import io.tributary.serving.MirrorStatus;
import io.tributary.serving.ModelMirror;
import io.tributary.store.ModelStore;
import io.tributary.waiting.Waiting;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps a store up to date with a model that is trained elsewhere, until it is stopped. */
public final class Mirroring {
  private final Waiting waiting;
  private final StopSignal stop;
  private final Listener listener;

  /**
   * How far a mirror is.
   *
   * @param freshnessMillis median time from sending to serving of late, NaN when it is not known
   */
  public record Progress(MirrorStatus status, double freshnessMillis) {}

  /** Is told how it goes. */
  public interface Listener {
    /** Takes that it has begun. */
    void begins();

    /** Takes how far it is, again and again; whoever does not want to know need not ask. */
    void mirroring(Supplier<Progress> latest);

    /** Takes that it was stopped. */
    void stopped();
  }

  /** Creates what mirrors. */
  public Mirroring(Waiting waiting, StopSignal stop, Listener listener) {
    this.waiting = waiting;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Mirrors until it is stopped.
   *
   * @throws CommandFailedException when that can't be done any more
   */
  public void run(Pipeline pipeline, Path store) {
    try (ModelStore model = StoreFiles.create(store, pipeline);
        ModelMirror mirror =
            new ModelMirror(
                pipeline.model(),
                model,
                pipeline.kafka().toMap(),
                pipeline.export().flushInterval(),
                InstantSource.system())) {
      mirror.start();
      listener.begins();
      while (!stop.isRequested()) {
        requireRunning(mirror, pipeline);
        listener.mirroring(() -> progress(mirror));
        waiting.pause(TrainingSession.LOOK_AGAIN);
      }
      listener.stopped();
    }
  }

  private static Progress progress(ModelMirror mirror) {
    Freshness recent = mirror.recentFreshness();
    return new Progress(mirror.status(), recent.examples() > 0 ? recent.p50() : Double.NaN);
  }

  private static void requireRunning(ModelMirror mirror, Pipeline pipeline) {
    Optional<Throwable> failure = mirror.failure();
    if (failure.isPresent()) {
      throw new CommandFailedException(
          "model can't be mirrored: model="
              + pipeline.name()
              + " bootstrap.servers="
              + pipeline.kafka().bootstrapServers(),
          failure.get());
    }
  }
}
