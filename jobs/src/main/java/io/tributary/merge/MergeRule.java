package io.tributary.merge;

import io.tributary.model.OptimizerSpec;
import java.util.Arrays;

/**
 * Says how far a coordinate moves when several replicas have moved their copies of it. Rules are
 * stateless; they see the moves, and sums of them, in replica order.
 */
public interface MergeRule {
  /** Returns the name by which a pipeline file asks for it. */
  String name();

  /**
   * Returns the merged change of a coordinate's weight lane.
   *
   * @param moves what the replicas that touched the coordinate did
   * @param optimizer the optimizer they learned with
   */
  double change(Moves moves, OptimizerSpec optimizer);

  /**
   * The moves of the replicas that touched one coordinate. Mutable and reused, so that merging
   * allocates nothing per coordinate.
   */
  final class Moves {
    /** The weight changes of the replicas that touched the coordinate, in replica order. */
    double[] changes = new double[8];

    /** The curvatures of their rounds: for each the sum of loss'' times the value squared. */
    double[] curvatures = new double[8];

    /** Number of replicas that touched the coordinate, at least 1. */
    int count;

    /** Sum of their weight changes. */
    double sum;

    /** Sum of their squared-gradient masses; 0 when there is no such lane. */
    double mass;

    /** Sum of their curvatures. */
    double curvature;

    /** The master's squared-gradient mass before. */
    double massBefore;

    /** Mean number of active coordinates of an example. */
    double activePerExample;

    /** Creates the moves of a coordinate that nobody has touched yet. */
    public Moves() {}

    /** Starts a new coordinate. */
    Moves start(double newMassBefore, double newActivePerExample) {
      count = 0;
      sum = 0;
      mass = 0;
      curvature = 0;
      massBefore = newMassBefore;
      activePerExample = newActivePerExample;
      return this;
    }

    /** Adds the move of one more replica. */
    Moves add(double change, double addedMass, double addedCurvature) {
      if (count == changes.length) {
        changes = Arrays.copyOf(changes, 2 * count);
        curvatures = Arrays.copyOf(curvatures, 2 * count);
      }
      changes[count] = change;
      curvatures[count] = addedCurvature;
      count++;
      sum += change;
      mass += addedMass;
      curvature += addedCurvature;
      return this;
    }
  }
}
