package io.tributary.example;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the label comes from a record. */
public sealed interface LabelRule extends Serializable {
  /** Returns the field that is read. */
  String field();

  /**
   * The field is the label.
   *
   * @param field the field
   */
  record Field(String field) implements LabelRule {}

  /**
   * The label is 1 when the comparison holds, otherwise 0.
   *
   * @param field the field
   * @param operator how it is compared
   * @param number the constant to compare with, unless there is a text
   * @param text the text to compare with, or null for a number
   */
  record Comparison(String field, Operator operator, double number, @Nullable String text)
      implements LabelRule {
    public Comparison {
      if (Double.isNaN(number)) {
        throw new IllegalArgumentException("label is compared with NaN: field=" + field);
      }
      if (text != null && operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
        throw new IllegalArgumentException(
            "texts have no order: field="
                + field
                + " operator="
                + operator.symbol()
                + " text="
                + text
                + " allowed=[==, !=]");
      }
    }

    /** Compares the field as a number. */
    public Comparison(String field, Operator operator, double number) {
      this(field, operator, number, null);
    }

    /** Compares the field as a text, with {@code ==} or {@code !=}. */
    public Comparison(String field, Operator operator, String text) {
      this(field, operator, 0, text);
    }
  }

  /**
   * The label is the index of the field's text among the classes.
   *
   * @param field the field
   * @param classes the texts that are allowed, 2 to 1000 different ones
   */
  record Classes(String field, List<String> classes) implements LabelRule {
    /** The fewest classes. */
    public static final int LEAST = 2;

    /** The most classes. */
    public static final int MOST = 1000;

    public Classes {
      classes = List.copyOf(classes);
      if (classes.size() < LEAST || classes.size() > MOST) {
        throw new IllegalArgumentException(
            "number of classes out of range: field="
                + field
                + " classes="
                + classes.size()
                + " allowed="
                + LEAST
                + ".."
                + MOST);
      }
      Set<String> seen = new HashSet<>();
      for (String name : classes) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException(
              "class is there twice: field=" + field + " class=" + name);
        }
      }
    }
  }

  /** How a field is compared with a constant. */
  enum Operator {
    /** {@code >=}. */
    AT_LEAST(">="),
    /** {@code >}. */
    ABOVE(">"),
    /** {@code <=}. */
    AT_MOST("<="),
    /** {@code <}. */
    BELOW("<"),
    /** {@code ==}. */
    EQUAL("=="),
    /** {@code !=}. */
    NOT_EQUAL("!=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** Returns the operator as it is written, like {@code >=}. */
    public String symbol() {
      return symbol;
    }

    /**
     * Returns the operator of a symbol.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Operator ofSymbol(String symbol) {
      for (Operator operator : values()) {
        if (operator.symbol.equals(symbol)) {
          return operator;
        }
      }
      throw new IllegalArgumentException(
          "unknown operator: operator=" + symbol + " allowed=[>=, >, <=, <, ==, !=]");
    }

    boolean holds(double left, double right) {
      return switch (this) {
        case AT_LEAST -> left >= right;
        case ABOVE -> left > right;
        case AT_MOST -> left <= right;
        case BELOW -> left < right;
        case EQUAL -> left == right;
        case NOT_EQUAL -> left != right;
      };
    }
  }
}
