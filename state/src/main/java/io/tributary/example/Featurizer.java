package io.tributary.example;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into examples and feature vectors, by the same code for training and scoring. Not
 * thread safe.
 */
public final class Featurizer {
  private static final int ABSENT = -1;

  private final FieldNames fields;
  private final FeatureEncoder[] encoders;
  private final @Nullable LabelReader label;
  private final int keySlot;
  private final int timeSlot;
  private final int weightSlot;
  private final boolean tellsFields;
  private final boolean keyed;
  private final FeatureRow row;

  /** Creates a featurizer of a schema. */
  public Featurizer(ExampleSchema schema) {
    Set<String> needed = new LinkedHashSet<>();
    for (FeatureDefinition feature : schema.features()) {
      needed.addAll(FeatureEncoder.fieldsOf(feature));
    }
    LabelRule labelRule = schema.label();
    if (labelRule != null) {
      needed.add(labelRule.field());
    }
    addUnlessNull(schema.keyField(), needed);
    addUnlessNull(schema.timeField(), needed);
    addUnlessNull(schema.weightField(), needed);
    FieldNames names = FieldNames.of(needed);
    int mask = (1 << schema.bits()) - 1;
    fields = names;
    tellsFields = schema.tellsFields();
    keyed = schema.keyed();
    encoders =
        schema.features().stream()
            .map(feature -> new FeatureEncoder(feature, names, mask, schema.keyed()))
            .toArray(FeatureEncoder[]::new);
    label = labelRule == null ? null : new LabelReader(labelRule, schema.labelKind(), names);
    keySlot = slotOf(schema.keyField(), names);
    timeSlot = slotOf(schema.timeField(), names);
    weightSlot = slotOf(schema.weightField(), names);
    row = new FeatureRow(names, schema.time());
  }

  private static void addUnlessNull(@Nullable String field, Set<String> needed) {
    if (field != null) {
      needed.add(field);
    }
  }

  private static int slotOf(@Nullable String field, FieldNames names) {
    return field == null ? ABSENT : names.slot(field);
  }

  /** Returns the coordinate of the constant feature. */
  public static int constantCoordinate(ExampleSchema schema) {
    byte[] name = new FeatureDefinition.Constant().name().getBytes(StandardCharsets.UTF_8);
    return schema.keyed()
        ? FeatureKeys.coordinate(Murmur3.hash64(name, 0, name.length))
        : Murmur3.hash32(name, 0, name.length) & (1 << schema.bits()) - 1;
  }

  /** Returns the fields that are read; values given to this featurizer are of these. */
  public FieldNames fields() {
    return fields;
  }

  /**
   * Puts the active features of a record into a vector, whose former content is lost.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public void features(FieldValues in, FeatureVector out) {
    out.clear();
    row.reset(in);
    if (keyed) {
      keys(out);
    } else if (tellsFields) {
      for (int field = 0; field < encoders.length; field++) {
        if (encoders[field].encode(row)) {
          out.add(row.coordinate(), row.x(), field);
        }
      }
    } else {
      for (FeatureEncoder encoder : encoders) {
        if (encoder.encode(row)) {
          out.add(row.coordinate(), row.x());
        }
      }
    }
  }

  private void keys(FeatureVector out) {
    for (int field = 0; field < encoders.length; field++) {
      if (encoders[field].encode(row)) {
        if (tellsFields) {
          out.addKey(row.key(), row.x(), field);
        } else {
          out.addKey(row.key(), row.x());
        }
      }
    }
  }

  /**
   * Returns the example of a record, with a vector of its own. Its label is 0 when the schema has
   * none, its key is 0 when the schema has none, and its weight is 1 when the record has none.
   *
   * @param in the record
   * @param sentTime when it was sent, or {@link Example#NO_TIME}
   * @throws UnusableRecordException when the record can't become an example
   */
  public Example example(FieldValues in, long sentTime) {
    FeatureVector features = new FeatureVector(encoders.length);
    features(in, features);
    return new Example(
        key(in), eventTime(in), sentTime, label == null ? 0 : label.read(in), weight(in), features);
  }

  private long key(FieldValues in) {
    if (keySlot == ABSENT) {
      return 0;
    }
    require(in, keySlot, RejectReason.KEY_MISSING);
    return Murmur3.hash64(in.bytes(keySlot), in.offset(keySlot), in.length(keySlot));
  }

  private long eventTime(FieldValues in) {
    if (timeSlot == ABSENT) {
      return Example.NO_TIME;
    }
    require(in, timeSlot, RejectReason.TIME_MISSING);
    return row.time(timeSlot);
  }

  private void require(FieldValues in, int slot, RejectReason reason) {
    if (!in.isPresent(slot)) {
      throw new UnusableRecordException(reason, "field is missing: field=" + fields.name(slot));
    }
  }

  private float weight(FieldValues in) {
    if (weightSlot == ABSENT || !in.isPresent(weightSlot)) {
      return 1;
    }
    float weight = (float) in.numberOrNaN(weightSlot);
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new UnusableRecordException(
          RejectReason.WEIGHT_INVALID,
          "weight is not allowed: " + in.describe(weightSlot) + " allowed=0.." + Float.MAX_VALUE);
    }
    return weight;
  }

  /**
   * Returns the active features of a record with their names.
   *
   * @throws UnusableRecordException when a field is not what its feature needs
   */
  public List<NamedFeature> explain(FieldValues in) {
    List<NamedFeature> explained = new ArrayList<>(encoders.length);
    row.reset(in);
    for (FeatureEncoder encoder : encoders) {
      if (encoder.encode(row)) {
        explained.add(encoder.explain(row));
      }
    }
    return explained;
  }
}
