package io.tributary.session;

import io.tributary.advice.StreamShape;
import io.tributary.example.Example;
import io.tributary.replay.Schedule;

/**
 * How the records of a file come, where that is only thought.
 *
 * @param schedule when rounds end
 * @param rate records a second of a live stream, evenly spaced; NaN for their own times
 */
public record SimulatedStream(Schedule schedule, double rate) {
  /** Returns when an example comes, in ms. */
  long timeOf(Example example, long recordsBefore) {
    return Double.isNaN(rate) ? example.eventTime() : Math.round(recordsBefore * 1e3 / rate);
  }

  /** Returns what examples are like that come in this way. */
  StreamShape shape(StreamShape counted) {
    return schedule != Schedule.LIVE || Double.isNaN(rate) ? counted : counted.at(rate);
  }
}
