package io.tributary.session;

import io.tributary.sending.SendListener;
import java.util.function.Supplier;

/** Is told how far sending and training are. */
public interface ProgressListener extends SendListener {
  /** Takes how far training is, again and again; whoever does not want to know need not ask. */
  void training(Supplier<TrainingProgress> latest);
}
