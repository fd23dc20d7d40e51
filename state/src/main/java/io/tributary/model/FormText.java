package io.tributary.model;

import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Linear;
import io.tributary.model.Form.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A form as a line of text: what a reader of a store must know to score with its weights. How the
 * weights learn is left out.
 *
 * <pre>
 * linear outputs=3
 * factors outputs=1 rank=8 deviation=0.01 fields=6 without=0-1,2-3 plain=-1
 * network outputs=1 rank=8 deviation=0.01 fields=6 without= plain=77 layers=64,32 numbers=4,5
 * </pre>
 */
public final class FormText {
  // A reader does not learn, so any optimizer will do.
  private static final OptimizerSpec.AdaGrad ANY = new OptimizerSpec.AdaGrad(1, 1);

  private FormText() {}

  static String write(Form form) {
    if (form instanceof Linear) {
      return "linear outputs=" + form.outputs();
    } else if (form instanceof Factors factors) {
      return "factors " + factors(factors);
    } else if (form instanceof Network network) {
      return "network "
          + factors(network.factors())
          + " layers="
          + joined(network.layers())
          + " numbers="
          + joined(network.numbers());
    }
    throw new IllegalStateException("form of no known kind: form=" + form);
  }

  private static String factors(Factors factors) {
    return "outputs="
        + factors.outputs()
        + " rank="
        + factors.rank()
        + " deviation="
        + factors.deviation()
        + " fields="
        + factors.fields()
        + " without="
        + factors.without().stream()
            .map(pair -> pair.first() + "-" + pair.second())
            .collect(Collectors.joining(","))
        + " plain="
        + factors.plain();
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link Form#text} returns; an empty text is the linear form with one output.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static Form read(String text) {
    if (text.isEmpty()) {
      return Form.linear();
    }
    try {
      String[] words = text.split(" ", -1);
      Map<String, String> values = new HashMap<>();
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
      return switch (words[0]) {
        case "linear" -> new Linear(whole(values, "outputs"));
        case "factors" -> readFactors(values);
        case "network" ->
            new Network(
                readFactors(values),
                wholes(value(values, "layers")),
                wholes(value(values, "numbers")),
                ANY);
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("form of a model is unreadable: form=" + text, e);
    }
  }

  private static Factors readFactors(Map<String, String> values) {
    List<FieldPair> pairs = new ArrayList<>();
    String without = value(values, "without");
    for (String pair : without.isEmpty() ? new String[0] : without.split(",", -1)) {
      int dash = pair.indexOf('-');
      pairs.add(
          new FieldPair(
              Integer.parseInt(pair.substring(0, dash)),
              Integer.parseInt(pair.substring(dash + 1))));
    }
    return new Factors(
        whole(values, "outputs"),
        whole(values, "rank"),
        ANY,
        0,
        Double.parseDouble(value(values, "deviation")),
        whole(values, "fields"),
        pairs,
        whole(values, "plain"));
  }

  private static List<Integer> wholes(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  private static int whole(Map<String, String> values, String key) {
    return Integer.parseInt(value(values, key));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("key is missing: key=" + key);
    }
    return value;
  }
}
