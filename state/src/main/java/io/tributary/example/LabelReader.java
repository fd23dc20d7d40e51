package io.tributary.example;

import io.tributary.example.LabelRule.Classes;
import io.tributary.example.LabelRule.Comparison;
import io.tributary.example.LabelRule.Operator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads labels by one rule. */
final class LabelReader {
  private static final int SHOWN_CLASSES = 10;

  private final LabelRule rule;
  private final LabelKind kind;
  private final int slot;
  private final byte @Nullable [] text;

  /** The classes, which are found by their bytes as fields are by their names, or null. */
  private final @Nullable FieldNames classes;

  LabelReader(LabelRule rule, LabelKind kind, FieldNames fields) {
    this.rule = rule;
    this.kind = kind;
    slot = fields.slot(rule.field());
    classes = rule instanceof Classes all ? FieldNames.of(all.classes()) : null;
    text =
        rule instanceof Comparison comparison && comparison.text() != null
            ? comparison.text().getBytes(StandardCharsets.UTF_8)
            : null;
  }

  float read(FieldValues in) {
    if (!in.isPresent(slot)) {
      throw new UnusableRecordException(
          RejectReason.LABEL_MISSING, "label is missing: field=" + rule.field());
    }
    if (rule instanceof Comparison comparison) {
      return compare(comparison, in) ? 1 : 0;
    }
    if (classes != null) {
      return classIn(classes, in);
    }
    return kind == LabelKind.BINARY ? binary(in) : real(in);
  }

  private int classIn(FieldNames among, FieldValues in) {
    int label = among.slot(in.bytes(slot), in.offset(slot), in.length(slot));
    if (label < 0) {
      throw invalid(in, shown(among));
    }
    return label;
  }

  private static String shown(FieldNames among) {
    int shown = Math.min(among.size(), SHOWN_CLASSES);
    String first =
        IntStream.range(0, shown).mapToObj(among::name).collect(Collectors.joining(", "));
    return "[" + first + (shown < among.size() ? " and " + (among.size() - shown) + " more]" : "]");
  }

  private boolean compare(Comparison comparison, FieldValues in) {
    if (text != null) {
      int from = in.offset(slot);
      boolean equal =
          Arrays.equals(text, 0, text.length, in.bytes(slot), from, from + in.length(slot));
      return equal == (comparison.operator() == Operator.EQUAL);
    }
    return comparison.operator().holds(number(in, "a number"), comparison.number());
  }

  private float binary(FieldValues in) {
    double number = in.numberOrNaN(slot);
    if (number == 0 || number == 1) {
      return (float) number;
    }
    // Formats without types spell booleans in their own ways: true, True, TRUE.
    if (in.length(slot) <= 5) {
      String word = in.text(slot).toLowerCase(Locale.ROOT);
      if (word.equals("true") || word.equals("false")) {
        return word.equals("true") ? 1 : 0;
      }
    }
    throw invalid(in, "[0, 1, false, true]");
  }

  private float real(FieldValues in) {
    float label = (float) number(in, "a finite number");
    if (Float.isInfinite(label)) {
      throw invalid(in, "-" + Float.MAX_VALUE + ".." + Float.MAX_VALUE);
    }
    if (kind == LabelKind.COUNT && label < 0) {
      throw invalid(in, "0.." + Float.MAX_VALUE);
    }
    return label;
  }

  private double number(FieldValues in, String allowed) {
    double number = in.numberOrNaN(slot);
    if (Double.isNaN(number)) {
      throw invalid(in, allowed);
    }
    return number;
  }

  private UnusableRecordException invalid(FieldValues in, String allowed) {
    return new UnusableRecordException(
        RejectReason.LABEL_INVALID,
        "label is not allowed: " + in.describe(slot) + " allowed=" + allowed);
  }
}
