package io.tributary.example;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a feature comes from a record's fields. A feature whose field is missing or null contributes
 * nothing to an example, and neither does one whose value is 0.
 */
public sealed interface FeatureDefinition extends Serializable {
  /** Returns the name that is hashed and shown; it is unique within a model. */
  String name();

  /**
   * One coordinate that carries the field's number.
   *
   * @param field the field, which must be a number where it is present
   * @param transform what becomes of the number
   */
  record Numeric(String field, Transform transform) implements FeatureDefinition {
    public Numeric {
      requireName(field);
    }

    @Override
    public String name() {
      return transform.nameOf(field);
    }
  }

  /**
   * One coordinate per value of the field, whatever its type, with the value 1.
   *
   * @param field the field
   */
  record Categorical(String field) implements FeatureDefinition {
    public Categorical {
      requireName(field);
    }

    @Override
    public String name() {
      return field;
    }
  }

  /**
   * One coordinate per value of a part of the field's time in UTC, with the value 1.
   *
   * @param field the field, written in the schema's time format
   * @param part the part
   */
  record DatePart(String field, Part part) implements FeatureDefinition {
    public DatePart {
      requireName(field);
    }

    @Override
    public String name() {
      return part.code() + "(" + field + ")";
    }
  }

  /** A part of a time. */
  enum Part {
    /** 0 to 23. */
    HOUR,
    /** 1 (Monday) to 7 (Sunday). */
    DAY_OF_WEEK,
    /** 01-01 to 12-31. */
    MONTH_DAY;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Returns the name in feature names, like {@code day-of-week}. */
    public String code() {
      return code;
    }
  }

  /**
   * One coordinate per combination of the values of categorical and date-part features. Numeric
   * features among them multiply their numbers into its value.
   *
   * @param of the features, two or more
   */
  record Cross(List<FeatureDefinition> of) implements FeatureDefinition {
    public Cross {
      of = List.copyOf(of);
      if (of.size() < 2) {
        throw new IllegalArgumentException("cross has less than two features: of=" + of);
      }
      for (FeatureDefinition part : of) {
        if (part instanceof Cross || part instanceof Constant) {
          throw new IllegalArgumentException(
              "cross can't hold this feature: feature="
                  + part.name()
                  + " allowed=numeric,categorical,date-part");
        }
      }
    }

    @Override
    public String name() {
      return of.stream().map(FeatureDefinition::name).collect(Collectors.joining("*"));
    }
  }

  /** One coordinate that is always active with the value 1: the intercept. */
  record Constant() implements FeatureDefinition {
    @Override
    public String name() {
      return "constant";
    }
  }

  private static void requireName(String field) {
    if (field.isEmpty()) {
      throw new IllegalArgumentException("feature has an empty field name");
    }
  }
}
