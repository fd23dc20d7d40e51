package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.sending.Sent;
import io.tributary.session.ProgressListener;
import io.tributary.session.TrainingProgress;
import io.tributary.tracking.RunTracking;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Has the runs of commands tracked, where their pipeline asks for it. */
final class Trackings {
  private Trackings() {}

  static RunTracking start(Console console, PipelineFile file, Pipeline pipeline, String command) {
    return RunTracking.start(
        file.tracking(console.environment()),
        pipeline,
        file,
        command,
        console.waiting(),
        InstantSource.system(),
        console::note);
  }

  /** Returns a listener that has tracked what it shows. */
  static ProgressListener of(ProgressListener shown, RunTracking tracking) {
    return new ProgressListener() {
      @Override
      public void sending(Supplier<Sent> latest) {
        shown.sending(latest);
      }

      @Override
      public void training(Supplier<TrainingProgress> latest) {
        shown.training(latest);
        tracking.training(latest);
      }
    };
  }
}
