package io.tributary.training;

/** How many examples a second a job has learned since it last started. */
final class LearningPace {
  /** A shorter time would say more of the start than of the stream. */
  static final long LEAST_MILLIS = 60_000;

  private long firstExamples;
  private long firstMillis = -1;

  /**
   * Returns how many there were a second, or NaN while that is too early to tell.
   *
   * @param examples how many have been learned, in all
   * @param nowMillis the time
   */
  double update(long examples, long nowMillis) {
    if (firstMillis < 0) {
      firstMillis = nowMillis;
      firstExamples = examples;
    }
    long millis = nowMillis - firstMillis;
    return millis < LEAST_MILLIS ? Double.NaN : (examples - firstExamples) * 1e3 / millis;
  }
}
