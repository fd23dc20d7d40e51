package io.tributary.planning;

/**
 * What there is to train, and how.
 *
 * @param format name of the record format
 * @param fields fields of a record
 * @param numeric features that are the same coordinate in every example, the constant aside
 * @param categories features whose coordinate depends on their value
 * @param replicas replicas of the model
 * @param bits logarithm of the number of coordinates
 * @param lanes floats of the optimizer per coordinate
 * @param roundExamples examples of a full round of one replica, on average
 * @param lastRoundExamples examples of its last full rounds, which are the longest
 * @param roundMaxDelayMillis how long a round stays open; 0 when only its examples end it
 * @param staleness rounds the merged model may be behind; infinite when unbounded
 * @param rate examples a second
 * @param checkpointSeconds time between checkpoints; 0 for none
 * @param seen examples learned by the end; infinite for a stream that goes on
 * @param backlog true when examples wait to be learned, so that they come in bursts
 */
public record Workload(
    String format,
    double fields,
    double numeric,
    double categories,
    int replicas,
    int bits,
    int lanes,
    double roundExamples,
    double lastRoundExamples,
    double roundMaxDelayMillis,
    double staleness,
    double rate,
    double checkpointSeconds,
    double seen,
    boolean backlog) {
  private static final int FLOAT_BYTES = 4;

  // As pipeline files have them by default; more blocks for larger models, so that none is large.
  private static final int BLOCKS_LOG2 = 2;
  private static final int LARGEST_BLOCK_LOG2 = 20;

  /** Checks that there is something to train. */
  public Workload {
    if (replicas < 1 || bits < 1 || bits > 30 || !(rate > 0) || !(roundExamples >= 1)) {
      throw new IllegalArgumentException(
          "no such workload: replicas="
              + replicas
              + " bits="
              + bits
              + " rate="
              + rate
              + " round="
              + roundExamples
              + " allowed bits=1..30");
    }
  }

  /** Creates the work of a live stream. */
  public Workload(
      String format,
      double fields,
      double numeric,
      double categories,
      int replicas,
      int bits,
      int lanes,
      double roundExamples,
      double roundMaxDelayMillis,
      double staleness,
      double rate,
      double checkpointSeconds) {
    this(
        format,
        fields,
        numeric,
        categories,
        replicas,
        bits,
        lanes,
        roundExamples,
        roundExamples,
        roundMaxDelayMillis,
        staleness,
        rate,
        checkpointSeconds,
        Double.POSITIVE_INFINITY,
        false);
  }

  /** Returns the same work of another number of replicas. */
  public Workload withReplicas(int value) {
    return with(format, value, roundExamples, roundMaxDelayMillis, checkpointSeconds);
  }

  /** Returns the same work whose rounds time ends later or earlier. */
  Workload withMaxDelay(double millis) {
    return with(format, replicas, roundExamples, millis, checkpointSeconds);
  }

  /** Returns the same work when its rounds have grown. */
  Workload grown() {
    return with(format, replicas, lastRoundExamples, roundMaxDelayMillis, checkpointSeconds);
  }

  /** Returns the same work with another time between checkpoints. */
  Workload withCheckpoints(double seconds) {
    return with(format, replicas, roundExamples, roundMaxDelayMillis, seconds);
  }

  /** Returns the same work of records of another format. */
  Workload withFormat(String value) {
    return with(value, replicas, roundExamples, roundMaxDelayMillis, checkpointSeconds);
  }

  private Workload with(
      String newFormat, int newReplicas, double round, double maxDelayMillis, double seconds) {
    return new Workload(
        newFormat,
        fields,
        numeric,
        categories,
        newReplicas,
        bits,
        lanes,
        round,
        lastRoundExamples,
        maxDelayMillis,
        staleness,
        rate,
        seconds,
        seen,
        backlog);
  }

  /** Returns the features, without the constant. */
  public double features() {
    return numeric + categories;
  }

  /** Returns the bytes of one copy of the model, optimizer and all. */
  public double modelBytes() {
    return Math.scalb((double) lanes * FLOAT_BYTES, bits);
  }

  /** Returns the bytes of one coordinate's lanes. */
  double lanesBytes() {
    return (double) lanes * FLOAT_BYTES;
  }

  /** Returns the examples of a replica's round: a full one, or what comes before time ends it. */
  public double replicaRound() {
    if (roundMaxDelayMillis <= 0) {
      return roundExamples;
    }
    return Math.max(1, Math.min(roundExamples, rate / replicas * roundMaxDelayMillis / 1000));
  }

  /** Returns the examples of a round of all replicas. */
  public double round() {
    return replicaRound() * replicas;
  }

  /** Returns the examples that are merged at once: without a bound nobody waits for the others. */
  double merged() {
    return Double.isInfinite(staleness) ? replicaRound() : round();
  }

  /**
   * Returns the coordinates that are not zero, of which alone a snapshot consists.
   *
   * @param vocabulary values of a category among so many examples, over the square root of those
   */
  double occupied(double vocabulary) {
    double coordinates = Math.scalb(1.0, bits);
    if (Double.isInfinite(seen)) {
      return coordinates;
    }
    double values = categories * vocabulary * Math.sqrt(seen);
    return coordinates * -Math.expm1(-values / coordinates);
  }

  /** Returns how long a round is open, in milliseconds. */
  public double roundMillis() {
    return round() / rate * 1000;
  }

  /** Returns the number of blocks of the model. */
  double blocks() {
    return 1L << Math.min(bits, Math.max(BLOCKS_LOG2, bits - LARGEST_BLOCK_LOG2));
  }
}
