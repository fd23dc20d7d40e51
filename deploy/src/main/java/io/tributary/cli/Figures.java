package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Figures as people read them, whatever the machine's language. */
final class Figures {
  private static final String UNKNOWN = "-";

  private Figures() {}

  /** Returns a count like {@code 508,239}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns a count of things like {@code 1 record} or {@code 508,239 records}. */
  static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** Returns what a job has, like {@code 2 replicas}, or {@code 2 replicas and 3 shards}. */
  static String replicas(int number, int shards) {
    return replicas(number) + (shards > 0 ? " and " + count(shards, "shard") : "");
  }

  /** Returns a number of replicas like {@code 1 replica} or {@code 4 replicas}. */
  static String replicas(int number) {
    return number == 1 ? "1 replica" : number + " replicas";
  }

  /** Returns a metric with so many decimals, or a dash when it is not known. */
  static String metric(double value, int decimals) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + decimals + "f", value)
        : UNKNOWN;
  }

  /** Returns milliseconds like {@code 312 ms}, or a dash when they are not known. */
  static String millis(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f ms", value) : UNKNOWN;
  }

  /** Puts a figure into an object: null when it is not known. */
  static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  /** Returns a number without a needless fraction. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
