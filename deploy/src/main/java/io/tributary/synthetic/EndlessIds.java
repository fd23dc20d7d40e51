package io.tributary.synthetic;

import io.tributary.synthetic.ClickDesign.Ids;
import java.util.List;

/**
 * Fields of ids that never stop to come: one is born every so many rows, is seen most while it is
 * young, ever less as it ages, and never again after its life. At every row there are equally many,
 * so the stream is alike wherever it is looked at, while all that were ever seen only grow.
 *
 * <pre>
 * age    floor(alive * (1 - sqrt(1 - u))), u = uniform(h3(seed, 4000+j, t)): the share of an age
 *        falls in a line from the youngest to none at the end of a life
 * id     t / birthRows + alive - 1 - age
 * part   deviation * normal(h3(wseed, 6000+j, id))
 * </pre>
 *
 * <p>Each id is seen about {@code birthRows} times in all. Immutable.
 */
final class EndlessIds {
  private static final int AGE_STREAM = 4000;
  private static final int WEIGHT_STREAM = 6000;

  private final Ids[] fields;
  private final long[] ageStreams;
  private final long[] weightStreams;
  private final int firstColumn;

  /** Creates the id fields of a design, which come after its categories. */
  EndlessIds(ClickDesign design, long seed, long weightSeed) {
    List<Ids> ids = design.ids;
    fields = ids.toArray(new Ids[0]);
    ageStreams = new long[fields.length];
    weightStreams = new long[fields.length];
    for (int j = 0; j < fields.length; j++) {
      ageStreams[j] = Hashing.stream(seed, AGE_STREAM + j);
      weightStreams[j] = Hashing.stream(weightSeed, WEIGHT_STREAM + j);
    }
    firstColumn = ClickRow.FIRST_FIELD + design.numbers + design.buckets.length;
  }

  /** Puts the ids of a row where they belong, and returns a sum of log odds with theirs added. */
  double read(double start, long t, long[] values) {
    double logOdds = start;
    for (int j = 0; j < fields.length; j++) {
      Ids field = fields[j];
      double uniform = Hashing.uniform(Hashing.draw(ageStreams[j], t));
      long age = (long) (field.alive() * (1 - Math.sqrt(1 - uniform)));
      long id = t / field.birthRows() + field.alive() - 1 - age;
      values[firstColumn + j] = id;
      logOdds += field.deviation() * Hashing.normal(Hashing.draw(weightStreams[j], id));
    }
    return logOdds;
  }
}
