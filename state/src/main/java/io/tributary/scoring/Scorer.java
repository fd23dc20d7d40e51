package io.tributary.scoring;

import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureVector;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.NamedFeature;
import io.tributary.example.SchemaFingerprint;
import io.tributary.example.UnusableRecordException;
import io.tributary.model.DenseNetwork;
import io.tributary.model.Form;
import io.tributary.store.ModelStore;
import io.tributary.store.ReadStamp;
import io.tributary.store.WrongStoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores records with the weights that a store holds at that moment. Not thread safe; scorers in
 * several threads can share a store. A margin is bit for bit what a learner with the same weights
 * computes.
 */
public final class Scorer {
  /** What an explanation calls the part of a margin that no single feature has. */
  private static final String NETWORK = "network";

  private final ModelStore store;
  private final Featurizer featurizer;
  private final FieldValues record;
  private final FeatureVector features = new FeatureVector();
  private final boolean isLinear;
  private final int rowWeights;
  private final int weightsPerOutput;
  private final Margins margins;
  private final @Nullable ServedNetwork network;
  private float[] weights = new float[16];

  /**
   * Creates a scorer.
   *
   * @param store the model; it stays the caller's to close
   * @param schema how records become feature vectors, as in training
   * @throws IllegalArgumentException when the store is of a model of another size
   * @throws WrongStoreException when its weights are of other features
   */
  public Scorer(ModelStore store, ExampleSchema schema) {
    if (schema.bits() != store.layout().bits()) {
      throw new IllegalArgumentException(
          "features do not fit the model: model="
              + store.model()
              + " bits="
              + store.layout().bits()
              + " featureBits="
              + schema.bits());
    }
    SchemaFingerprint wanted = SchemaFingerprint.of(schema);
    if (!store.features().equals(wanted)) {
      throw new WrongStoreException(
          "model store belongs to other features: model="
              + store.model()
              + " "
              + store.features().against(wanted));
    }
    this.store = store;
    isLinear = store.form().equals(Form.linear());
    rowWeights = store.rowWeights();
    weightsPerOutput = rowWeights / store.form().outputs();
    margins = new Margins(store.form());
    DenseNetwork dense = margins.network();
    network = dense == null ? null : new ServedNetwork(store, dense);
    boolean needsFields = store.form().fields() > 0;
    featurizer = new Featurizer(needsFields ? schema.tellingFields() : schema);
    record = new FieldValues(featurizer.fields());
  }

  /** Returns the fields that are read; values to be scored are of these. */
  public FieldNames fields() {
    return featurizer.fields();
  }

  /**
   * Scores a record.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public Score score(FieldValues values) {
    featurizer.features(values, features);
    int size = features.size();
    reserve(size);
    ReadStamp stamp = read(size);
    if (!isLinear) {
      refresh();
      return score(margins.of(features, weights), stamp);
    }
    float[] xs = features.values();
    double margin = 0;
    for (int i = 0; i < size; i++) {
      margin += (double) weights[i] * xs[i];
    }
    return score(margin, stamp);
  }

  /**
   * Scores a record given as a map from field names to values: numbers, booleans, texts or null.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public Score score(Map<String, ?> values) {
    record.set(values);
    return score(record);
  }

  /**
   * Scores a record and says what each feature adds.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public Explanation explain(FieldValues values) {
    List<NamedFeature> named = featurizer.explain(values);
    featurizer.features(values, features);
    int size = features.size();
    reserve(size);
    ReadStamp stamp = read(size);
    refresh();
    Score score = score(margins.of(features, weights), stamp);
    int output = score.probabilities().isEmpty() ? 0 : (int) score.prediction();
    List<Contribution> contributions = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      NamedFeature feature = named.get(i);
      contributions.add(
          new Contribution(
              feature.name(),
              feature.value(),
              feature.x(),
              weights[i * rowWeights + output * weightsPerOutput],
              margins.contribution(features, i, weights, output)));
    }
    if (network != null) {
      double said = margins.ofNetwork();
      contributions.add(new Contribution(NETWORK, "", 1, (float) said, said));
    }
    contributions.sort(
        Comparator.comparingDouble((Contribution c) -> Math.abs(c.amount())).reversed());
    return new Explanation(score, contributions);
  }

  /**
   * Scores a record given as a map and says what each feature adds.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public Explanation explain(Map<String, ?> values) {
    record.set(values);
    return explain(record);
  }

  private Score score(double margin, ReadStamp stamp) {
    return new Score(
        margin, store.link().predict(margin), stamp.version(), stamp.newestEventTime());
  }

  private ReadStamp read(int size) {
    return store.isExact()
        ? store.weights(features.keys(), size, weights)
        : store.weights(features.indices(), size, weights);
  }

  private void refresh() {
    if (network != null) {
      network.refresh();
    }
  }

  private Score score(double[] ofOutputs, ReadStamp stamp) {
    if (ofOutputs.length == 1) {
      return score(ofOutputs[0], stamp);
    }
    int best = 0;
    for (int output = 1; output < ofOutputs.length; output++) {
      best = ofOutputs[output] > ofOutputs[best] ? output : best;
    }
    double sum = 0;
    for (double margin : ofOutputs) {
      sum += Math.exp(margin - ofOutputs[best]);
    }
    List<Double> probabilities = new ArrayList<>(ofOutputs.length);
    for (double margin : ofOutputs) {
      probabilities.add(Math.exp(margin - ofOutputs[best]) / sum);
    }
    return new Score(
        ofOutputs[best], best, probabilities, stamp.version(), stamp.newestEventTime());
  }

  private void reserve(int size) {
    if (weights.length < size * rowWeights) {
      weights = new float[Math.max(size * rowWeights, 2 * weights.length)];
    }
  }
}
