package io.tributary.sharded;

import java.util.Arrays;

/**
 * How far a former group of sources had come.
 *
 * @param number number of the epoch, from 0; each new number of sources begins another one
 * @param sent for each of its sources, how many batches it had sent
 */
public record Epoch(long number, long[] sent) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Epoch that && number == that.number && Arrays.equals(sent, that.sent);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Arrays.hashCode(sent);
  }

  @Override
  public String toString() {
    return "Epoch[number=" + number + ", sent=" + Arrays.toString(sent) + "]";
  }
}
