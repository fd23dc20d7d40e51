package io.tributary.merge;

import io.tributary.model.OptimizerSpec;

/** The mean over the replicas that touched the coordinate. */
final class MeanMerge implements MergeRule {
  @Override
  public String name() {
    return "mean";
  }

  @Override
  public double change(Moves moves, OptimizerSpec optimizer) {
    return moves.sum / moves.count;
  }
}
