package io.tributary.training;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Small models and inputs for the operator harnesses. */
final class HarnessSetups {
  static final BlockLayout LAYOUT = new BlockLayout(8, 4);
  static final OptimizerSpec OPTIMIZER = new OptimizerSpec.Ftrl(.3, 1, .001, 0);
  static final int ROUND = 8;

  private static final Sample LINEAR = new Sample("linear", Form.linear(), OPTIMIZER);

  private HarnessSetups() {}

  /** Returns a setup with rounds closed by count, and a job name of its own. */
  static HarnessLoop.Setup setup(Staleness staleness, int replicas, int masters, boolean gated) {
    return setup(LINEAR, staleness, replicas, masters, gated);
  }

  /** The same for a model of another form. */
  static HarnessLoop.Setup setup(
      Sample sample, Staleness staleness, int replicas, int masters, boolean gated) {
    ReplicaSettings settings =
        new ReplicaSettings(
            UUID.randomUUID().toString(),
            model(sample),
            sample.loss(),
            new ReplicaConfig(LAYOUT, staleness, RoundSize.fixed(ROUND), 0, 0, 1, 10_000, 4),
            gated,
            40 * replicas,
            1_000_000);
    MasterConfig master = new MasterConfig(model(sample).tables(), "saturating", staleness, false);
    return new HarnessLoop.Setup(settings, master, replicas, masters);
  }

  private static ModelSpec model(Sample sample) {
    ModelSpec model = sample.model(LAYOUT);
    return new ModelSpec("test", LAYOUT, model.link(), model.optimizer(), model.form());
  }

  /** Returns inputs of different lengths for a model of any form, none a whole round. */
  static List<List<Example>> inputs(Sample sample, int replicas, int least) {
    Random random = new Random(6);
    List<List<Example>> inputs = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < least + replica * (2 * ROUND + 3); i++) {
        Example drawn = sample.example(random, LAYOUT.coordinates());
        examples.add(new Example(replica, i, i, drawn.label(), 1, drawn.features()));
      }
      inputs.add(examples);
    }
    return inputs;
  }

  /** Returns inputs of different lengths of a sparse logistic problem, none a whole round. */
  static List<List<Example>> inputs(int replicas, int least) {
    Random random = new Random(5);
    double[] truth = random.doubles(LAYOUT.coordinates(), -2, 2).toArray();
    List<List<Example>> inputs = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < least + replica * (2 * ROUND + 3); i++) {
        examples.add(example(random, replica, i, truth));
      }
      inputs.add(examples);
    }
    return inputs;
  }

  private static Example example(Random random, int replica, long time, double[] truth) {
    FeatureVector features = new FeatureVector();
    features.add(0, 1);
    for (int i = 0; i < 4; i++) {
      features.add(1 + random.nextInt(truth.length - 1), .5f + random.nextFloat());
    }
    double margin = 0;
    for (int i = 0; i < features.size(); i++) {
      margin += truth[features.indices()[i]] * features.values()[i];
    }
    float label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
    return new Example(replica, time, time, label, 1, features);
  }
}
