package io.tributary.example;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a record becomes an example.
 *
 * @param features the features, with different names
 * @param label how the label comes from a record, or null when records have none
 * @param labelKind which labels are allowed
 * @param keyField the field of the key, or null when all examples have the key 0
 * @param timeField the field of the event time, or null when it is not known
 * @param time how times are written, also those of date parts
 * @param weightField the field of the weight, or null when all weights are 1
 * @param bits logarithm of the number of coordinates, 1 to 30
 * @param tellsFields true when vectors tell which feature each entry came from
 * @param keyed true when vectors carry the 64-bit hashes of features, {@link FeatureKeys}, whose
 *     coordinates have 30 bits
 */
public record ExampleSchema(
    List<FeatureDefinition> features,
    @Nullable LabelRule label,
    LabelKind labelKind,
    @Nullable String keyField,
    @Nullable String timeField,
    TimeFormat time,
    @Nullable String weightField,
    int bits,
    boolean tellsFields,
    boolean keyed)
    implements Serializable {
  /** Checks the features. */
  public ExampleSchema {
    features = List.copyOf(features);
    if (bits < 1 || bits > 30) {
      throw new IllegalArgumentException("bits out of range: bits=" + bits + " allowed=1..30");
    }
    if (keyed && bits != FeatureKeys.BITS) {
      throw new IllegalArgumentException(
          "keys have coordinates of their own: bits=" + bits + " allowed=" + FeatureKeys.BITS);
    }
    Set<String> names = new HashSet<>();
    for (FeatureDefinition feature : features) {
      // Equal names have equal hashes: the second would be the first one's echo.
      if (!names.add(feature.name())) {
        throw new IllegalArgumentException("feature is there twice: name=" + feature.name());
      }
    }
  }

  /** Creates a schema whose vectors don't tell which feature an entry came from. */
  public ExampleSchema(
      List<FeatureDefinition> features,
      @Nullable LabelRule label,
      LabelKind labelKind,
      @Nullable String keyField,
      @Nullable String timeField,
      TimeFormat time,
      @Nullable String weightField,
      int bits) {
    this(features, label, labelKind, keyField, timeField, time, weightField, bits, false, false);
  }

  /** Returns the same schema with vectors that tell which feature each entry came from. */
  public ExampleSchema tellingFields() {
    return new ExampleSchema(
        features, label, labelKind, keyField, timeField, time, weightField, bits, true, keyed);
  }

  /** Returns the same schema with vectors that carry the 64-bit hashes of features. */
  public ExampleSchema withKeys() {
    return new ExampleSchema(
        features,
        label,
        labelKind,
        keyField,
        timeField,
        time,
        weightField,
        FeatureKeys.BITS,
        tellsFields,
        true);
  }
}
