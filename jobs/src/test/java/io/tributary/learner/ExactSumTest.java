package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
  private static ExactSum sum(List<Double> values) {
    ExactSum sum = new ExactSum();
    values.forEach(sum::add);
    return sum;
  }

  private static List<Double> values(long seed) {
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 18));
    }
    return values;
  }

  private static void assertSame(ExactSum actual, ExactSum expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, 1, -1, 0.5, -0.1, 1e-30, -1e-30, 0x1p-53, 0x1p52, -0x1p52, 1e25, -1e25})
  void aSumOfOneNumberIsThatNumber(double value) {
    ExactSum sum = new ExactSum();
    sum.add(value);
    assertThat(sum.toDouble()).isCloseTo(value, within(0x1p-52));
    assertThat(sum.whole()).isBetween(0L, (1L << 52) - 1);
    assertThat(sum.fraction()).isBetween(0L, (1L << 52) - 1);
  }

  @Test
  void isTheTrueSum() {
    List<Double> values = values(1);
    BigDecimal exact =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    double expected = exact.doubleValue();
    assertThat(sum(values).toDouble()).isCloseTo(expected, within(Math.ulp(expected)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void orderAndGroupingDoNotMatter(long seed) {
    List<Double> values = values(seed);
    ExactSum expected = sum(values);
    Collections.shuffle(values, new Random(seed));
    assertSame(sum(values), expected);
    ExactSum merged = sum(values.subList(200, 500));
    merged.merge(sum(values.subList(0, 200)));
    assertSame(merged, expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void subtractingLeavesNoTrace(long seed) {
    List<Double> values = values(seed);
    ExactSum sum = sum(values);
    sum.subtract(sum(values.subList(100, 500)));
    assertSame(sum, sum(values.subList(0, 100)));
    sum.subtract(sum(values.subList(0, 100)));
    assertSame(sum, new ExactSum());
  }

  @Test
  void keepsSmallBesidesLarge() {
    ExactSum sum = sum(List.of(1e20, 0.25, -1e20));
    assertThat(sum.toDouble()).isEqualTo(0.25);
  }

  @Test
  void infiniteAddendsCountAsTheLargestNumber() {
    ExactSum sum = sum(List.of(Double.POSITIVE_INFINITY, 1.0));
    assertThat(sum.toDouble()).isEqualTo(Double.MAX_VALUE);
    sum.add(Double.NEGATIVE_INFINITY);
    assertThat(sum.toDouble()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p90, 0x1.8p91, 1e30, -1e30, 1e77, 0x1.fffffffffffffp120, -1e300})
  void numbersOfAnySizeAreThemselves(double value) {
    assertThat(sum(List.of(value)).toDouble()).isEqualTo(value);
    ExactSum sum = sum(List.of(value, 0.25, -value));
    assertThat(sum.toDouble()).isEqualTo(0.25);
    assertSame(sum, sum(List.of(0.25)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void orderAndGroupingDoNotMatterWhateverTheSizes(long seed) {
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(140) - 18));
    }
    ExactSum expected = sum(values);
    BigDecimal exact =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(expected.toDouble()).isEqualTo(exact.doubleValue());
    Collections.shuffle(values, new Random(seed));
    ExactSum merged = sum(values.subList(200, 500));
    merged.merge(sum(values.subList(0, 200)));
    assertSame(merged, expected);
    merged.subtract(sum(values.subList(100, 500)));
    assertSame(merged, sum(values.subList(0, 100)));
  }

  @Test
  void manyOfTheLargestThatNeedNoMorePartsDoNotOverflow() {
    ExactSum sum = sum(List.of(0x1p90));
    for (int doublings = 0; doublings < 40; doublings++) {
      ExactSum other = new ExactSum();
      other.set(sum);
      sum.merge(other);
    }
    assertThat(sum.toDouble()).isEqualTo(0x1p130);
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> new ExactSum().add(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a number: value=NaN");
  }
}
