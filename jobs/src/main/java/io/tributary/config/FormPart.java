package io.tributary.config;

import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.Featurizer;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what the model computes: the type, the factors and the network of the model section. */
final class FormPart {
  private static final String LINEAR = "linear";
  private static final String FM = "fm";
  private static final String DEEP_FM = "deepfm";
  private static final int MOST_WIDTH = 4096;

  // A row's width is one byte in messages and snapshots.
  private static final int MOST_LANES = 255;

  private final PipelineErrors errors;
  private final String type;
  private final int rank;
  private final OptimizerSpec.AdaGrad optimizer;
  private final double l2;
  private final double deviation;
  private final List<List<String>> without = new ArrayList<>();
  private final String withoutPath;
  private final List<Integer> layers = new ArrayList<>();
  private final OptimizerSpec networkOptimizer;

  /** Reads the keys; what the fields are is not known yet. */
  FormPart(PipelineErrors errors, Section model) {
    this.errors = errors;
    type = model.choice("type", List.of(LINEAR, FM, DEEP_FM), LINEAR);
    Section factors = model.section("factors");
    rank = factors.whole("rank", 8, 1, Factors.MOST_RANK);
    optimizer =
        new OptimizerSpec.AdaGrad(factors.positive("alpha", 0.15), factors.positive("epsilon", 1));
    l2 = factors.notNegative("l2", 0);
    deviation = factors.notNegative("deviation", 0.02);
    withoutPath = factors.path("without");
    pairs(factors.list("without"));
    factors.end();
    Section network = model.section("network");
    layers(network);
    networkOptimizer = optimizer(network.section("optimizer"));
    network.end();
    refuse(model, "factors", type.equals(LINEAR), FM + ", " + DEEP_FM);
    refuse(model, "network", !type.equals(DEEP_FM), DEEP_FM);
  }

  private void refuse(Section model, String key, boolean isUnused, String allowed) {
    if (isUnused && model.node(key) != null) {
      errors.add(
          model.path(key), "key has no meaning here", "model.type=" + type + " allowed=" + allowed);
    }
  }

  private void pairs(List<Node> items) {
    for (Node item : items) {
      List<String> names = new ArrayList<>();
      if (item instanceof SequenceNode sequence) {
        for (Node name : sequence.getValue()) {
          if (name instanceof ScalarNode scalar) {
            names.add(scalar.getValue());
          }
        }
      }
      if (names.size() == 2) {
        without.add(names);
      } else {
        errors.add(withoutPath, "not a pair of features", "allowed=[[NAME, NAME], ...]");
      }
    }
  }

  private void layers(Section network) {
    List<Node> items = network.list("layers");
    for (Node item : items) {
      if (item instanceof ScalarNode scalar && scalar.getValue().matches("[1-9][0-9]{0,3}")) {
        layers.add(Math.min(MOST_WIDTH, Integer.parseInt(scalar.getValue())));
      } else {
        errors.add(network.path("layers"), "not a width of a layer", "allowed=1.." + MOST_WIDTH);
      }
    }
    if (layers.isEmpty()) {
      layers.addAll(List.of(64, 32));
    }
  }

  private static OptimizerSpec optimizer(Section section) {
    String kind = section.choice("type", List.of("adagrad", "adam"), "adagrad");
    OptimizerSpec optimizer =
        kind.equals("adam")
            ? new OptimizerSpec.Adam(
                section.positive("alpha", 0.001),
                section.notNegative("beta1", 0.9),
                section.notNegative("beta2", 0.999),
                section.positive("epsilon", 1e-8))
            : new OptimizerSpec.AdaGrad(
                section.positive("alpha", 0.05), section.positive("epsilon", 1e-3));
    section.end();
    return optimizer;
  }

  /** Returns true when vectors have to tell which feature each entry came from. */
  boolean needsFields() {
    return type.equals(DEEP_FM) || !without.isEmpty();
  }

  /**
   * Returns the form of a model with these features.
   *
   * @param outputs number of margins
   */
  Form form(ExampleSchema schema, int outputs) {
    if (type.equals(LINEAR)) {
      return new Form.Linear(outputs);
    }
    List<String> names = schema.features().stream().map(FeatureDefinition::name).toList();
    Factors factors =
        new Factors(
            outputs,
            rank,
            optimizer,
            l2,
            deviation,
            needsFields() ? names.size() : 0,
            resolved(names),
            plain(schema));
    if (type.equals(FM)) {
      return factors;
    }
    List<Integer> numbers = new ArrayList<>();
    for (int field = 0; field < names.size(); field++) {
      if (schema.features().get(field) instanceof Numeric) {
        numbers.add(field);
      }
    }
    Form network =
        errors.attempt(
            "model.type", () -> new Form.Network(factors, layers, numbers, networkOptimizer));
    return network == null ? factors : network;
  }

  private static int plain(ExampleSchema schema) {
    return schema.features().stream().anyMatch(Constant.class::isInstance)
        ? Featurizer.constantCoordinate(schema)
        : -1;
  }

  private List<FieldPair> resolved(List<String> names) {
    List<FieldPair> pairs = new ArrayList<>();
    for (List<String> pair : without) {
      FieldPair found = pair(names, pair);
      if (found != null && pairs.contains(found)) {
        errors.add(withoutPath, String.join(", ", pair), "given twice", "");
      } else if (found != null) {
        pairs.add(found);
      }
    }
    return pairs;
  }

  private @Nullable FieldPair pair(List<String> names, List<String> pair) {
    int first = names.indexOf(pair.get(0));
    int second = names.indexOf(pair.get(1));
    for (int i = 0; i < 2; i++) {
      if (!names.contains(pair.get(i))) {
        errors.add(withoutPath, pair.get(i), "no such feature", "allowed=" + names);
      }
    }
    if (first == second && first >= 0) {
      errors.add(withoutPath, pair.get(0), "pair of one feature", "");
      return null;
    }
    return first < 0 || second < 0
        ? null
        : new FieldPair(Math.min(first, second), Math.max(first, second));
  }

  /** Reports a row that is too wide. */
  void requireWidth(int width) {
    if (width > MOST_LANES) {
      errors.add(
          "model.type",
          "row of the model is too wide",
          "lanes=" + width + " allowed=" + MOST_LANES + " remedy=a smaller model.factors.rank");
    }
  }
}
