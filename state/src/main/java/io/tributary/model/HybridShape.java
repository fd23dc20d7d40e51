package io.tributary.model;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * What a hybrid of a factorization machine and a network makes of the sums of its sparse layer (Guo
 * et al., DeepFM, IJCAI 2017). The sums of an example are, one after the other:
 *
 * <pre>
 * | additive: outputs numbers | embeddings: fields * rank | numbers: numerics |
 * </pre>
 *
 * <p>additive is all that rows can add up by themselves: the linear part, and with {@code
 * factorized} minus half of the squares of the factors. An embedding is the sum of a field's
 * factors times their values. Numbers are raw inputs of the network.
 *
 * <pre>
 * margin = additive + network(embeddings, numbers)
 *        + factorized: 1/2 |sum of all embeddings|^2 - sum of excluded pairs' products
 * </pre>
 *
 * @param fields how many fields have an embedding, at least 1
 * @param rank how many numbers an embedding has, at least 1
 * @param numerics how many raw numbers go into the network, at least 0
 * @param factorized whether pairs of fields add their product; needs one output
 * @param excluded pairs of fields that do not
 * @param hidden widths of the network's hidden layers
 * @param outputs how many margins: 1, or the number of classes
 */
public record HybridShape(
    int fields,
    int rank,
    int numerics,
    boolean factorized,
    List<FieldPair> excluded,
    List<Integer> hidden,
    int outputs)
    implements Serializable {
  /**
   * Two fields whose product is left out.
   *
   * @param first the lower of both
   * @param second the higher
   */
  public record FieldPair(int first, int second) implements Serializable {}

  public HybridShape {
    excluded = List.copyOf(excluded);
    hidden = List.copyOf(hidden);
    if (fields < 1 || rank < 1 || numerics < 0 || outputs < 1) {
      throw new IllegalArgumentException(
          "hybrid has too little: fields="
              + fields
              + " rank="
              + rank
              + " numerics="
              + numerics
              + " outputs="
              + outputs);
    }
    if (factorized && outputs > 1) {
      throw new IllegalArgumentException(
          "products of fields need one output: outputs=" + outputs + " allowed=1");
    }
    if (!factorized && !excluded.isEmpty()) {
      throw new IllegalArgumentException(
          "pairs are excluded from products that there are not: excluded=" + excluded);
    }
    for (FieldPair pair : excluded) {
      if (pair.first() < 0 || pair.first() >= pair.second() || pair.second() >= fields) {
        throw new IllegalArgumentException(
            "pair is not of two fields, the lower first: pair=" + pair + " fields=" + fields);
      }
    }
    if (new HashSet<>(excluded).size() < excluded.size()) {
      throw new IllegalArgumentException("pairs are excluded twice: excluded=" + excluded);
    }
    long inputs = (long) fields * rank + numerics;
    if (inputs > DenseShape.MAX_WIDTH) {
      throw new IllegalArgumentException(
          "network has too many inputs: inputs=" + inputs + " allowed=1.." + DenseShape.MAX_WIDTH);
    }
  }

  /** Returns the layers of the network. */
  public DenseShape network() {
    return new DenseShape(fields * rank + numerics, hidden, outputs);
  }

  /** Returns the number of sums. */
  public int sums() {
    return outputs + fields * rank + numerics;
  }
}
