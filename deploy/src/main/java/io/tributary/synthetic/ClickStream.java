package io.tributary.synthetic;

import io.tributary.synthetic.ClickDesign.Interaction;
import io.tributary.synthetic.Drift.Abrupt;
import io.tributary.synthetic.Drift.Rotate;
import java.util.List;

/**
 * A stream of clicks and their absence. Row {@code t} depends on the seeds and {@code t} alone, and
 * its label is drawn with a probability that is known: what a learner loses beyond it is its own.
 *
 * <pre>
 * draws        h3(s,x,y), see {@link Hashing}; zipf, normal and uniform are made of one draw
 * category f   v = zipf(h3(seed, 1000+f, t), buckets[f])
 * its part     deviation[f] * normal(h3(wseed, f, v))
 * pair a,b     in designs of 12 and 39 fields: deviation * sum over r in 0..3 of normal(h3(wseed, 100+8a+r, v_a)) *
 *              normal(h3(wseed, 100+8b+r, v_b)) / 2
 * count j      v = zipf(h3(seed, 2000+j, t), 4+j), for j in 0..8
 * decimal j    v = floor(1000001 * u^3) / 10000, u = uniform(h3(seed, 2000+j, t)), for j in 9..12
 * its part     .1 * normal(h3(wseed, 3000+j, 0)) * (log1p(v) - mean of log1p(v))
 * planted      in the design of interactions: see {@link PlantedParts}
 * ids          in the design of ids: see {@link EndlessIds}
 * p            1 / (1 + exp(-(bias + all parts)))
 * label        uniform(h3(seed, 9999, t)) &lt; p
 * event time   10 ms a row
 * label time   zipf(h3(seed, 9998, t), 12) seconds later: 0 to 4094, mostly short
 * drift        categories 4 and 6 alone. abrupt:N draws their weights with wseed + t/N; rotate:N
 *              adds cos(2 pi t/N) times their weights to sin(2 pi t/N) times those of wseed + 1
 * </pre>
 *
 * <p>Functions that machines round differently are taken from {@link StrictMath}. Immutable.
 */
public final class ClickStream {
  private static final int CATEGORY_STREAM = 1000;
  private static final int NUMBER_STREAM = 2000;
  private static final int NUMBER_WEIGHT_STREAM = 3000;
  private static final int DELAY_STREAM = 9998;
  private static final int LABEL_STREAM = 9999;
  private static final int PAIR_STREAM = 100;
  private static final int RANK = 4;
  private static final int DELAY_BUCKETS = 12;
  private static final long MILLIS_BETWEEN = 10;
  private static final int[] DRIFTING = {4, 6};

  private final ClickDesign design;
  private final long weightSeed;
  private final Drift drift;

  private final long[] categoryStreams;
  private final long[] weightStreams;
  private final long[] turnedStreams;
  private final long[] pairStreams;
  private final NumberFields numberFields;
  private final PlantedParts planted;
  private final EndlessIds ids;
  private final long delayStream;
  private final long labelStream;

  /** Creates a stream; nothing is made until it is asked for. */
  public ClickStream(ClickDesign design, long seed, long weightSeed, Drift drift) {
    this.design = design;
    this.weightSeed = weightSeed;
    this.drift = drift;
    categoryStreams = streams(seed, CATEGORY_STREAM, design.buckets.length);
    weightStreams = streams(weightSeed, 0, design.buckets.length);
    turnedStreams = streams(weightSeed + 1, 0, design.buckets.length);
    pairStreams = pairStreams(design.interactions, weightSeed);
    planted = new PlantedParts(design, weightSeed);
    ids = new EndlessIds(design, seed, weightSeed);
    numberFields =
        new NumberFields(
            streams(seed, NUMBER_STREAM, design.numbers),
            streams(weightSeed, NUMBER_WEIGHT_STREAM, design.numbers));
    delayStream = Hashing.stream(seed, DELAY_STREAM);
    labelStream = Hashing.stream(seed, LABEL_STREAM);
  }

  private static long[] streams(long seed, int first, int count) {
    long[] streams = new long[count];
    for (int i = 0; i < count; i++) {
      streams[i] = Hashing.stream(seed, first + i);
    }
    return streams;
  }

  private static long[] pairStreams(List<Interaction> pairs, long seed) {
    long[] streams = new long[pairs.size() * RANK * 2];
    int at = 0;
    for (Interaction pair : pairs) {
      for (int r = 0; r < RANK; r++) {
        streams[at++] = Hashing.stream(seed, PAIR_STREAM + pair.first() * 8L + r);
        streams[at++] = Hashing.stream(seed, PAIR_STREAM + pair.second() * 8L + r);
      }
    }
    return streams;
  }

  /** Returns which fields it has. */
  public ClickDesign design() {
    return design;
  }

  /** Returns a row to be filled. */
  public ClickRow newRow() {
    return new ClickRow(design.columns());
  }

  /** Fills a row of this stream's design with the one of this number, which is not negative. */
  public void read(long t, ClickRow row) {
    long[] values = row.values;
    int first = ClickRow.FIRST_FIELD + design.numbers;
    for (int f = 0; f < categoryStreams.length; f++) {
      values[first + f] = Hashing.zipf(Hashing.draw(categoryStreams[f], t), design.buckets[f]);
    }
    double logOdds = design.bias + numberFields.read(t, values);
    logOdds = pairs(categories(logOdds, t, values, first), values, first);
    logOdds = planted.add(logOdds, values);
    logOdds = ids.read(logOdds, t, values);
    double p = 1.0 / (1.0 + StrictMath.exp(-logOdds));
    long event = t * MILLIS_BETWEEN;
    values[ClickRow.T] = t;
    values[ClickRow.EVENT_MILLIS] = event;
    values[ClickRow.LABEL_MILLIS] =
        event + 1000 * Hashing.zipf(Hashing.draw(delayStream, t), DELAY_BUCKETS);
    values[ClickRow.LABEL] = Hashing.uniform(Hashing.draw(labelStream, t)) < p ? 1 : 0;
    row.probability = p;
  }

  // Sums are made in the order of the columns: another order would round differently.
  private double categories(double start, long t, long[] values, int first) {
    double logOdds = start;
    for (int f = 0; f < weightStreams.length; f++) {
      long value = values[first + f];
      double weight =
          f == DRIFTING[0] || f == DRIFTING[1]
              ? drifted(f, value, t)
              : Hashing.normal(Hashing.draw(weightStreams[f], value));
      logOdds += design.deviations[f] * weight;
    }
    return logOdds;
  }

  private double drifted(int field, long value, long t) {
    if (drift instanceof Abrupt abrupt) {
      long stream = Hashing.stream(weightSeed + t / abrupt.rows(), field);
      return Hashing.normal(Hashing.draw(stream, value));
    }
    double weight = Hashing.normal(Hashing.draw(weightStreams[field], value));
    if (drift instanceof Rotate rotate) {
      double angle = 2 * Math.PI * ((double) t / rotate.rows());
      double turned = Hashing.normal(Hashing.draw(turnedStreams[field], value));
      return StrictMath.cos(angle) * weight + StrictMath.sin(angle) * turned;
    }
    return weight;
  }

  private double pairs(double start, long[] values, int first) {
    double logOdds = start;
    int at = 0;
    for (int i = 0; i < design.interactions.size(); i++) {
      Interaction pair = design.interactions.get(i);
      long a = values[first + pair.first()];
      long b = values[first + pair.second()];
      double product = 0;
      for (int r = 0; r < RANK; r++) {
        double left = Hashing.normal(Hashing.draw(pairStreams[at++], a));
        product += left * Hashing.normal(Hashing.draw(pairStreams[at++], b));
      }
      logOdds += pair.deviation() * (product / 2.0);
    }
    return logOdds;
  }
}
