package io.tributary.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a model computes from the rows of an example's coordinates, and the lanes it needs. */
public sealed interface Form extends Serializable {
  /** Returns the form of a linear model with one margin. */
  static Form linear() {
    return new Linear(1);
  }

  /** Returns the number of margins: 1, or the number of classes. */
  int outputs();

  /** Returns the numbers of all features' fields that it needs to tell apart; 0 for none. */
  int fields();

  /**
   * Returns the groups of lanes of a row of the sparse table.
   *
   * @param linear the optimizer of the linear weights
   */
  List<LaneGroup> groups(OptimizerSpec linear);

  /** Returns the number of parameters of the dense table; 0 when there is none. */
  default int denseRows() {
    return 0;
  }

  /** Returns all of it that scoring needs, as {@link FormText} reads it. */
  default String text() {
    return FormText.write(this);
  }

  /**
   * A sum of weights for each output.
   *
   * @param outputs number of margins
   */
  record Linear(int outputs) implements Form {
    /** Checks the number. */
    public Linear {
      requireOutputs(outputs);
    }

    @Override
    public int fields() {
      return 0;
    }

    @Override
    public List<LaneGroup> groups(OptimizerSpec linear) {
      return rows(outputs, 0, linear, linear);
    }
  }

  /**
   * A factorization machine (Rendle, Factorization Machines, ICDM 2010): the linear sum plus, for
   * each pair of an example's coordinates, the product of their factor vectors and values.
   *
   * @param outputs number of margins
   * @param rank length of the factor vectors, 1 to 64
   * @param optimizer of the factor vectors, with one squared-gradient mass for each
   * @param l2 how much each step shrinks the factors of its coordinates
   * @param deviation standard deviation of the factors that were never learned
   * @param fields number of fields, where pairs of fields are told apart; otherwise 0
   * @param without pairs of fields that have no product
   * @param plain coordinate that has a weight only, or -1: the constant's products with others
   *     would be a second weight for each of them
   */
  record Factors(
      int outputs,
      int rank,
      OptimizerSpec.AdaGrad optimizer,
      double l2,
      double deviation,
      int fields,
      List<FieldPair> without,
      int plain)
      implements Form {
    /** The longest factor vector. */
    public static final int MOST_RANK = 64;

    /** Checks the numbers. */
    public Factors {
      requireOutputs(outputs);
      without = List.copyOf(without);
      if (rank < 1 || rank > MOST_RANK) {
        throw new IllegalArgumentException("rank out of range: rank=" + rank + " allowed=1..64");
      }
      for (FieldPair pair : without) {
        if (pair.first() < 0 || pair.first() >= pair.second() || pair.second() >= fields) {
          throw new IllegalArgumentException(
              "pair is not of two fields, the lower first: pair=" + pair + " fields=" + fields);
        }
      }
      if (Set.copyOf(without).size() < without.size()) {
        throw new IllegalArgumentException("pairs are excluded twice: pairs=" + without);
      }
    }

    @Override
    public List<LaneGroup> groups(OptimizerSpec linear) {
      return rows(outputs, rank, linear, optimizer);
    }
  }

  /**
   * A factorization machine with a network on top: a multilayer perceptron over the factor vectors
   * of the fields and the numbers (Guo et al., DeepFM, IJCAI 2017).
   *
   * @param factors the machine, with one output; its factor vectors are the network's inputs too
   * @param layers widths of the hidden layers
   * @param numbers the fields whose values are inputs themselves
   * @param optimizer of the network
   */
  record Network(
      Factors factors, List<Integer> layers, List<Integer> numbers, OptimizerSpec optimizer)
      implements Form {
    /** Copies the lists. */
    public Network {
      layers = List.copyOf(layers);
      numbers = List.copyOf(numbers);
      if (factors.outputs() != 1) {
        throw new IllegalArgumentException(
            "network has more than one output: outputs=" + factors.outputs());
      }
      // It says which widths there can be.
      var unused = new DenseShape(factors.fields() * factors.rank() + numbers.size(), layers, 1);
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public int fields() {
      return factors.fields();
    }

    @Override
    public List<LaneGroup> groups(OptimizerSpec linear) {
      return factors.groups(linear);
    }

    /** Returns the layers of the network. */
    public DenseShape shape() {
      return new DenseShape(fields() * factors.rank() + numbers.size(), layers, outputs());
    }

    @Override
    public int denseRows() {
      return shape().parameters();
    }
  }

  /**
   * Two fields.
   *
   * @param first number of one
   * @param second number of the other
   */
  record FieldPair(int first, int second) implements Serializable {}

  private static void requireOutputs(int outputs) {
    if (outputs < 1) {
      throw new IllegalArgumentException("model has no output: outputs=" + outputs);
    }
  }

  private static List<LaneGroup> rows(
      int outputs, int rank, OptimizerSpec linear, OptimizerSpec factors) {
    List<LaneGroup> groups = new ArrayList<>();
    int at = 0;
    for (int output = 0; output < outputs; output++) {
      LaneGroup weight = new LaneGroup(at, 1, linear);
      groups.add(weight);
      at = weight.end();
      if (rank > 0) {
        LaneGroup vector = new LaneGroup(at, rank, factors);
        groups.add(vector);
        at = vector.end();
      }
    }
    return groups;
  }
}
