package io.tributary.bench;

/** Names of runs, by which the ratios find their results. */
final class Names {
  static final String LEARNER = "learner";
  static final String LOOP = "plain loop";

  private Names() {}

  static String consume(String format) {
    return "consume " + format;
  }

  static String source(String format) {
    return "source " + format;
  }

  static String decode(String format) {
    return "decode " + format;
  }

  static String checkpoints(String format, int replicas) {
    return "checkpoints " + format + " x" + replicas;
  }

  static String pipeline(String format, int replicas) {
    return "pipeline " + format + " x" + replicas;
  }
}
