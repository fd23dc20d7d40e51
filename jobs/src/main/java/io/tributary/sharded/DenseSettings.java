package io.tributary.sharded;

import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import java.io.Serializable;
import java.util.List;

/**
 * How the combiners' copies of a dense table are merged.
 *
 * @param batchesOfRound mini-batches of a combiner's round
 * @param maxDelayMillis how long a round that has examples stays open; 0 ends rounds by batches
 *     alone, which is reproducible
 * @param mergeRule name of the merge rule
 */
public record DenseSettings(int batchesOfRound, long maxDelayMillis, String mergeRule)
    implements Serializable {
  /** A round is learned while the one before is merged. */
  private static final Staleness STALENESS = new Staleness(1);

  private static final int DUE_MILLIS = 1;
  private static final int UNMERGED_ROUNDS = 2;
  private static final int NONE_HELD = 1;

  public DenseSettings {
    if (batchesOfRound < 1 || maxDelayMillis < 0) {
      throw new IllegalArgumentException(
          "number is out of range: batchesOfRound="
              + batchesOfRound
              + " maxDelayMillis="
              + maxDelayMillis);
    }
  }

  /** Returns the settings of the combiners' replicas. */
  public ReplicaConfig replicas(TableSpec dense) {
    return new ReplicaConfig(
        dense.layout(),
        STALENESS,
        RoundSize.fixed(1).endless(),
        maxDelayMillis,
        maxDelayMillis,
        DUE_MILLIS,
        NONE_HELD,
        UNMERGED_ROUNDS);
  }

  /** Returns the settings of the masters of the dense table's blocks. */
  public MasterConfig masters(TableSpec dense) {
    return new MasterConfig(List.of(dense), mergeRule, STALENESS, maxDelayMillis > 0);
  }

  /** Returns the dense table of a model whose sparse table is dealt out to shards. */
  public static TableSpec table(ModelSpec model) {
    TableSpec dense = model.dense();
    if (dense == null) {
      throw new IllegalArgumentException("model has no dense table: form=" + model.form());
    }
    return dense;
  }
}
