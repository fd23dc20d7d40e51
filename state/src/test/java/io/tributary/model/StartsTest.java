package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartsTest {
  private static final int LENGTH = 8;

  private final Starts starts = new Starts(.05, LENGTH);

  /** What has been learned counts from these: they must stay what they are. */
  @Test
  void startsAreTheSameEverywhere() {
    assertThat(Arrays.copyOf(starts.numbers(), 4))
        .containsExactly(-0.02021116f, 0.07474284f, 0.0045784637f, -0.0050433893f);
    assertThat(new int[] {starts.at(0), starts.at(1), starts.at(77), starts.at((1 << 30) - 1)})
        .containsExactly(0, 7551, 5051, 11922);
  }

  @Test
  void numbersAreUniformAndOfTheDeviation() {
    double sum = 0;
    double squares = 0;
    float[] numbers = starts.numbers();
    for (float number : numbers) {
      assertThat(Math.abs(number)).isLessThanOrEqualTo((float) (.05 * Math.sqrt(3)));
      sum += number;
      squares += number * number;
    }
    assertThat(sum / numbers.length).isCloseTo(0, within(.001));
    assertThat(Math.sqrt(squares / numbers.length)).isCloseTo(.05, within(.0005));
  }

  @Test
  void adjacentNumbersSayNothingOfEachOther() {
    float[] numbers = starts.numbers();
    for (int lag = 1; lag < LENGTH; lag++) {
      double products = 0;
      for (int i = lag; i < numbers.length; i++) {
        products += numbers[i] * numbers[i - lag] / (.05 * .05);
      }
      assertThat(products / numbers.length).as("lag %d", lag).isCloseTo(0, within(.03));
    }
  }

  @Test
  void vectorsOfNeighboursAreFarApart() {
    Set<Integer> places = new HashSet<>();
    for (int coordinate = 0; coordinate < 2000; coordinate++) {
      int at = starts.at(coordinate);
      assertThat(at).isBetween(0, starts.numbers().length - LENGTH);
      places.add(at);
    }
    // Of 2,000 drawn from 16,384 at random, some 115 would meet another.
    assertThat(places).hasSizeGreaterThan(1800);
  }

  @Test
  void allPlacesAreUsed() {
    int[] counts = new int[1 << 14];
    for (int coordinate = 0; coordinate < 1 << 20; coordinate++) {
      counts[starts.at(coordinate)]++;
    }
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(20);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(120);
  }

  @Test
  void withoutDeviationAllStartAtZero() {
    for (float number : new Starts(0, 3).numbers()) {
      assertThat(Math.abs(number)).isZero();
    }
  }
}
