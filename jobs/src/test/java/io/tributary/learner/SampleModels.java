package io.tributary.learner;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Linear;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.OptimizerSpec.Sgd;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One model of each form: the suites that every form must pass take them from here. */
public final class SampleModels {
  /** The fields of the examples, as many as the forms with fields have. */
  public static final int FIELDS = 4;

  private static final int PLAIN = 0;
  private static final OptimizerSpec FTRL = new Ftrl(.3, 1, 0, 0);
  private static final OptimizerSpec FTRL_L1 = new Ftrl(.3, 1, .01, .001);
  private static final OptimizerSpec ADAGRAD = new AdaGrad(.2, 1e-3);
  private static final OptimizerSpec SGD = new Sgd(.05);

  private SampleModels() {}

  /**
   * A form and what it learns with.
   *
   * @param name of the sample
   * @param form what it computes
   * @param optimizer that of the linear weights
   */
  public record Sample(String name, Form form, OptimizerSpec optimizer) {
    /** Returns the name of the loss. */
    public String loss() {
      return form.outputs() == 1 ? "logistic" : "softmax";
    }

    /** Returns a model of this form. */
    public ModelSpec model(BlockLayout layout) {
      return new ModelSpec("sample", layout, Losses.link(loss()), optimizer, form);
    }

    /** Returns a learner that has learned nothing. */
    public ModelLearner learner(BlockLayout layout) {
      return Learners.of(model(layout), loss());
    }

    /**
     * Returns an example of random coordinates, with fields where the form has them.
     *
     * @param coordinates how many there are to draw from
     */
    public Example example(Random random, int coordinates) {
      FeatureVector features = new FeatureVector();
      add(features, PLAIN, 1, FIELDS - 1);
      for (int field = 0; field < FIELDS; field++) {
        float value = random.nextBoolean() ? 1 : .25f + random.nextFloat();
        add(features, 1 + random.nextInt(coordinates - 1), value, field);
      }
      int label = random.nextInt(Math.max(2, form.outputs()));
      return new Example(random.nextInt(8), Example.NO_TIME, Example.NO_TIME, label, 1, features);
    }

    /** Adds a feature, with its field where the form has fields. */
    public void add(FeatureVector features, int coordinate, float value, int field) {
      if (form.fields() > 0) {
        features.add(coordinate, value, field);
      } else {
        features.add(coordinate, value);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Returns all samples. */
  public static List<Sample> all() {
    return List.of(
        new Sample("linear", Form.linear(), FTRL),
        new Sample("linear of 3 classes", new Linear(3), FTRL),
        new Sample("linear of 7 classes, L1", new Linear(7), FTRL_L1),
        new Sample("linear of 3 classes, AdaGrad", new Linear(3), ADAGRAD),
        new Sample("linear of 7 classes, SGD", new Linear(7), SGD),
        new Sample("fm of rank 1, L1", machine(1, 1, 0, List.of()), FTRL_L1),
        new Sample("fm of rank 4", machine(1, 4, 0, List.of()), FTRL),
        new Sample("fm of rank 8, AdaGrad", machine(1, 8, 0, List.of()), ADAGRAD),
        new Sample("fm of rank 4, SGD", machine(1, 4, 0, List.of()), SGD),
        new Sample("fm without pairs", machine(1, 4, FIELDS, pairs()), FTRL),
        new Sample("fm of 3 classes", machine(3, 4, 0, List.of()), FTRL),
        new Sample("fm of 3 classes without pairs", machine(3, 2, FIELDS, pairs()), ADAGRAD));
  }

  /** Returns those with factors. */
  public static Stream<Sample> machines() {
    return all().stream().filter(sample -> sample.form() instanceof Factors);
  }

  /** Returns those that {@link Learner} does not learn. */
  public static Stream<Sample> layered() {
    return all().stream().filter(sample -> !sample.form().equals(Form.linear()));
  }

  private static List<FieldPair> pairs() {
    return List.of(new FieldPair(0, 1), new FieldPair(1, 3));
  }

  private static Factors machine(int outputs, int rank, int fields, List<FieldPair> without) {
    return new Factors(outputs, rank, new AdaGrad(.2, .1), 0, .1, fields, without, PLAIN);
  }

  /** Returns the link of a sample's model. */
  public static Link link(Sample sample) {
    return Losses.link(sample.loss());
  }
}
