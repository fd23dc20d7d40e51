package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where values are along one side of a chart.
 *
 * @param ticks marked values and what is written beside them
 * @param from the least
 * @param to the most
 * @param logarithmic true when equal distances are equal factors
 */
record Axis(List<Tick> ticks, double from, double to, boolean logarithmic) {
  private static final int INTERVALS = 5;
  private static final double WIDE = 20;
  private static final double MARGIN = .06;

  /** A marked value. */
  record Tick(double value, String label) {}

  /** Returns the side of what changes: numbers where they all are, else places in order. */
  static Axis ofChanges(List<String> values) {
    List<Tick> ticks = new ArrayList<>();
    boolean numbers = values.stream().allMatch(Axis::isNumber);
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      ticks.add(new Tick(numbers ? Double.parseDouble(value) : i, value));
    }
    double least = ticks.stream().mapToDouble(Tick::value).min().orElse(0);
    double most = ticks.stream().mapToDouble(Tick::value).max().orElse(1);
    boolean powers =
        numbers && least < most && ticks.stream().allMatch(tick -> isPowerOfTwo(tick.value()));
    if (powers) {
      double room = Math.pow(most / least, MARGIN);
      return new Axis(ticks, least / room, most * room, true);
    }
    double room = least == most ? 1 : (most - least) * MARGIN;
    return new Axis(ticks, least - room, most + room, false);
  }

  /** Returns the side of what was measured, from zero where zero means something. */
  static Axis ofFigures(List<Double> values, boolean fromZero) {
    double least = values.stream().mapToDouble(v -> v).min().orElse(0);
    double most = values.stream().mapToDouble(v -> v).max().orElse(1);
    if (fromZero && least > 0 && most / least > WIDE) {
      return decades(least, most);
    }
    double bottom = fromZero ? Math.min(0, least) : least;
    double span = most > bottom ? most - bottom : Math.max(Math.abs(most), 1e-9);
    double step = step(span / INTERVALS);
    double from = Math.floor(bottom / step) * step;
    double to = Math.ceil((most + span * MARGIN) / step) * step;
    return new Axis(ticks(from, to, step), from, to, false);
  }

  /** Returns the side of a stream, from its begin to its end. */
  static Axis upTo(double end) {
    return new Axis(ticks(0, end, step(end / INTERVALS)), 0, end, false);
  }

  private static List<Tick> ticks(double from, double to, double step) {
    List<Tick> ticks = new ArrayList<>();
    long intervals = (long) ((to - from) / step + 1e-3);
    for (long i = 0; i <= intervals; i++) {
      double value = from + i * step;
      ticks.add(new Tick(value, label(value, step)));
    }
    return ticks;
  }

  private static Axis decades(double least, double most) {
    double from = Math.pow(10, Math.floor(Math.log10(least)));
    double to = Math.pow(10, Math.ceil(Math.log10(most)));
    List<Tick> ticks = new ArrayList<>();
    for (double value = from; value <= to * 1.001; value *= 10) {
      ticks.add(new Tick(value, label(value, value)));
    }
    return new Axis(ticks, from, to, true);
  }

  private static double step(double rough) {
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (rough <= factor * decade) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }

  private static String label(double value, double step) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return short3(value / 1e9) + " G";
    }
    if (size >= 1e6) {
      return short3(value / 1e6) + " M";
    }
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    // A step of 2.5 has a digit more than its decade says.
    boolean half = Math.abs(step * Math.pow(10, decimals) % 1) > 1e-6;
    return String.format(Locale.ROOT, "%,." + (half ? decimals + 1 : decimals) + "f", value);
  }

  /** Returns three digits, without zeros that say nothing. */
  private static String short3(double value) {
    return String.format(Locale.ROOT, "%.3g", value)
        .replaceAll("(\\.\\d*?)0+$", "$1")
        .replaceAll("\\.$", "");
  }

  /** Returns where a value is, from 0 to 1. */
  double position(double value) {
    return logarithmic
        ? Math.log(value / from) / Math.log(to / from)
        : (value - from) / (to - from);
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isPowerOfTwo(double value) {
    return value >= 1
        && value < 1L << 52
        && value == Math.rint(value)
        && Long.bitCount((long) value) == 1;
  }
}
