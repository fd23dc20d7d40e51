package io.tributary.replay;

import io.tributary.model.ModelSpec;
import io.tributary.sharded.BatchSize;
import io.tributary.sharded.DenseSettings;
import io.tributary.sharded.ShardedConfig;
import org.jspecify.annotations.Nullable;

/**
 * What is trained by model parallelism, and how.
 *
 * @param model the model
 * @param loss name of the loss, see {@link io.tributary.learner.Losses}
 * @param sources number of sources
 * @param batchSize examples of a full mini-batch; batches close by count alone
 * @param inFlight how many rounds a forward step may be behind the batches before it
 * @param metricsWindow examples in the recent window of the metrics
 * @param dense how the combiners' copies of the dense table are merged; null without one
 */
public record ShardedSettings(
    ModelSpec model,
    String loss,
    int sources,
    BatchSize batchSize,
    int inFlight,
    int metricsWindow,
    @Nullable DenseSettings dense) {
  /** Creates the settings of a model without a dense table. */
  public ShardedSettings(
      ModelSpec model,
      String loss,
      int sources,
      BatchSize batchSize,
      int inFlight,
      int metricsWindow) {
    this(model, loss, sources, batchSize, inFlight, metricsWindow, null);
  }

  public ShardedSettings {
    if (sources < 1) {
      throw new IllegalArgumentException("number is not positive: sources=" + sources);
    }
  }

  ShardedConfig protocol() {
    // Nobody reads the updates before the end, and the last one is always published. Of an exact
    // table, what has expired waits for the next update, so there are some.
    long delay = model.isExact() ? 0 : Long.MAX_VALUE / 2;
    return new ShardedConfig(model.layout(), batchSize, 0, inFlight, delay);
  }
}
