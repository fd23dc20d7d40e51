package io.tributary.example;

import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureDefinition.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record's fields into the coordinate and the value of one feature. All features are of one
 * shape: texts that are hashed, behind the feature's name, and numbers that are multiplied.
 *
 * <pre>
 * hashed:  name                          without texts
 *          name = text * text * ...      with texts
 * </pre>
 */
final class FeatureEncoder {
  /** A field's value, or a part of its time. */
  record Text(int slot, @Nullable Part part) {}

  private record Factor(int slot, Transform transform) {}

  private final String name;
  private final int mask;
  private final byte[] prefix;
  private final Murmur3.Prefixed hash;
  private final Text[] texts;
  private final Factor[] numbers;
  private final int fixedCoordinate;

  /** Whether features are told by 64 bits, in a way of its own that leaves the usual one fast. */
  private final boolean keyed;

  /** The field whose text is all of the feature, as mostly, or -1. */
  private final int onlyText;

  FeatureEncoder(FeatureDefinition feature, FieldNames fields, int mask, boolean keyed) {
    List<Text> textParts = new ArrayList<>();
    List<Factor> numberParts = new ArrayList<>();
    for (FeatureDefinition part : partsOf(feature)) {
      if (part instanceof Numeric numeric) {
        numberParts.add(new Factor(fields.slot(numeric.field()), numeric.transform()));
      } else if (part instanceof Categorical categorical) {
        textParts.add(new Text(fields.slot(categorical.field()), null));
      } else if (part instanceof DatePart date) {
        textParts.add(new Text(fields.slot(date.field()), date.part()));
      }
    }
    this.mask = mask;
    this.keyed = keyed;
    name = feature.name();
    texts = textParts.toArray(new Text[0]);
    numbers = numberParts.toArray(new Factor[0]);
    String start = texts.length == 0 ? name : name + "=";
    prefix = start.getBytes(StandardCharsets.UTF_8);
    hash = new Murmur3.Prefixed(prefix);
    fixedCoordinate = Murmur3.hash32(prefix, 0, prefix.length) & mask;
    onlyText = feature instanceof Categorical ? texts[0].slot : -1;
  }

  private static List<FeatureDefinition> partsOf(FeatureDefinition feature) {
    return feature instanceof Cross cross ? cross.of() : List.of(feature);
  }

  /** Returns the fields that a feature reads. */
  static List<String> fieldsOf(FeatureDefinition feature) {
    List<String> fields = new ArrayList<>();
    for (FeatureDefinition part : partsOf(feature)) {
      if (part instanceof Numeric numeric) {
        fields.add(numeric.field());
      } else if (part instanceof Categorical categorical) {
        fields.add(categorical.field());
      } else if (part instanceof DatePart date) {
        fields.add(date.field());
      } else if (!(part instanceof Constant)) {
        throw new IllegalStateException("cross within a cross: name=" + part.name());
      }
    }
    return fields;
  }

  /** Puts the feature into the row's result, or returns false when it is not active. */
  boolean encode(FeatureRow row) {
    FieldValues in = row.values();
    if (onlyText >= 0 && !keyed) {
      if (!in.isPresent(onlyText)) {
        return false;
      }
      row.result(in.hash32(onlyText, hash) & mask, 1);
      return true;
    }
    double x = 1;
    for (Factor number : numbers) {
      if (!in.isPresent(number.slot)) {
        return false;
      }
      x *= number.transform.apply(in.number(number.slot));
    }
    // A product of large numbers may leave the range of floats, and then poison the model.
    if (!(Math.abs(x) <= Float.MAX_VALUE)) {
      throw new UnusableRecordException(
          RejectReason.NOT_A_NUMBER,
          "feature is out of range: feature=" + name + " x=" + x + " allowed=" + Float.MAX_VALUE);
    }
    if (keyed) {
      return encodeKey(row, (float) x);
    }
    int coordinate = fixedCoordinate;
    if (texts.length == 1 && texts[0].part == null) {
      int slot = texts[0].slot;
      if (!in.isPresent(slot)) {
        return false;
      }
      coordinate = in.hash32(slot, hash) & mask;
    } else if (texts.length > 0) {
      row.start();
      if (!appendTexts(row)) {
        return false;
      }
      coordinate = row.hash(hash) & mask;
    }
    row.result(coordinate, (float) x);
    // A value of 0 neither predicts nor learns, but would count as a touched coordinate.
    return row.x() != 0;
  }

  /** Appends all texts, or returns false when one is not there. */
  private boolean appendTexts(FeatureRow row) {
    for (int i = 0; i < texts.length; i++) {
      Text text = texts[i];
      if (!row.values().isPresent(text.slot)) {
        return false;
      }
      if (i > 0) {
        row.append((byte) '*');
      }
      row.append(text);
    }
    return true;
  }

  private boolean encodeKey(FeatureRow row, float x) {
    row.start();
    row.append(prefix);
    if (!appendTexts(row)) {
      return false;
    }
    row.keyResult(row.hash64(), x);
    return x != 0;
  }

  /** Returns the feature that {@link #encode} has just put into the row. */
  NamedFeature explain(FeatureRow row) {
    String numberText = "";
    if (numbers.length > 0) {
      FieldValues in = row.values();
      numberText =
          Arrays.stream(numbers)
              .map(number -> in.text(number.slot))
              .collect(Collectors.joining("*"));
    }
    String text = Arrays.stream(texts).map(row::text).collect(Collectors.joining("*"));
    String both =
        text.isEmpty() || numberText.isEmpty() ? text + numberText : text + "*" + numberText;
    return new NamedFeature(name, both, row.coordinate(), row.x());
  }
}
