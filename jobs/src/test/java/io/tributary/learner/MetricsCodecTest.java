package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.merge.CodecContract;
import io.tributary.model.Link;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsCodecTest {
  /** Content without any exponential or logarithm in it, so that it is the same everywhere. */
  private static ProgressiveMetrics goldenMetrics() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.kind = MetricsKind.BINARY;
    metrics.count = 300;
    metrics.correct = 200;
    metrics.weights.add(300);
    metrics.losses.add(75.125);
    metrics.squaredErrors.add(0x1p60);
    metrics.absoluteErrors.add(0.1);
    metrics.labels.add(-2.5);
    metrics.predictions.add(12);
    metrics.positives[0] = 3;
    metrics.negatives[5] = 150;
    metrics.positives[6] = 1;
    metrics.negatives[6] = 2;
    metrics.positives[2047] = 144;
    return metrics;
  }

  private static WindowedMetrics goldenWindow() {
    WindowedMetrics metrics = new WindowedMetrics(8);
    for (int i = 0; i < 11; i++) {
      metrics.add(i % 3, i, 1, Link.IDENTITY);
    }
    return metrics;
  }

  private static ProgressiveMetrics goldenClasses() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.kind = MetricsKind.CLASSES;
    metrics.count = 12;
    metrics.correct = 9;
    metrics.weights.add(13);
    metrics.losses.add(4.5);
    metrics.classes.grow(7);
    metrics.classes.lastCorrect = 3;
    metrics.classes.correct[1] = 9;
    metrics.classes.predicted[1] = 10;
    metrics.classes.actual[1] = 12;
    metrics.classes.predicted[6] = 2;
    return metrics;
  }

  private static WindowedMetrics goldenClassWindow() {
    WindowedMetrics metrics = new WindowedMetrics(8);
    for (int i = 0; i < 11; i++) {
      // So far apart that logarithms come to nothing, or to the most that is counted.
      metrics.add(i % 3, new double[] {1e3 * (i % 2), 0, -1e3}, .5);
    }
    return metrics;
  }

  private static WindowedMetrics random(long seed, int count) {
    WindowedMetrics metrics = new WindowedMetrics(100);
    addRandom(metrics, seed, count);
    return metrics;
  }

  private static void addRandom(WindowedMetrics metrics, long seed, int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      metrics.add(random.nextInt(2), random.nextGaussian() * 4, random.nextDouble(), Link.LOGISTIC);
    }
  }

  private static <T> byte[] bytes(Codec<T> codec, T value) {
    ByteWriter out = new ByteWriter();
    codec.encode(value, out);
    return out.toByteArray();
  }

  private static <T> T decode(Codec<T> codec, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    T value = codec.decode(in);
    assertThat(in.remaining()).isZero();
    return value;
  }

  @Test
  void metricsAreTheGoldenBytes() throws IOException {
    ProgressiveMetrics large = goldenMetrics();
    large.squaredErrors.add(0x1p250);
    large.labels.add(-0x1.8p130);
    for (ProgressiveMetrics metrics : List.of(goldenMetrics(), large)) {
      CodecContract.check(
          ProgressiveMetricsCodec.INSTANCE, metrics == large ? "large-sums" : "ordinary", metrics);
      assertThat(
              decode(
                  ProgressiveMetricsCodec.INSTANCE,
                  bytes(ProgressiveMetricsCodec.INSTANCE, metrics)))
          .usingRecursiveComparison()
          .isEqualTo(metrics);
    }
    CodecContract.check(WindowedMetricsCodec.INSTANCE, "window", goldenWindow());
    CodecContract.check(ProgressiveMetricsCodec.INSTANCE, "classes", goldenClasses());
    CodecContract.check(WindowedMetricsCodec.INSTANCE, "class-window", goldenClassWindow());
  }

  @Test
  void everyKindComesBack() {
    for (MetricsKind kind : MetricsKind.values()) {
      ProgressiveMetrics metrics = kind == MetricsKind.CLASSES ? goldenClasses() : goldenMetrics();
      metrics.kind = kind;
      if (kind == MetricsKind.REAL) { // Which has no bins.
        Arrays.fill(metrics.positives, 0);
        Arrays.fill(metrics.negatives, 0);
      }
      ProgressiveMetricsCodec codec = ProgressiveMetricsCodec.INSTANCE;
      assertThat(decode(codec, bytes(codec, metrics)))
          .usingRecursiveComparison()
          .isEqualTo(metrics);
    }
  }

  @Test
  void classesComeBackAndContinueAsIfNothingHadHappened() {
    WindowedMetrics original = goldenClassWindow();
    WindowedMetrics restored =
        decode(WindowedMetricsCodec.INSTANCE, bytes(WindowedMetricsCodec.INSTANCE, original));
    assertThat(restored).usingRecursiveComparison().isEqualTo(original);
    for (WindowedMetrics metrics : List.of(original, restored)) {
      metrics.add(1, new double[] {0, 1, 0}, 1);
      metrics.add(2, new double[] {0, 1, 0}, 1);
    }
    assertThat(restored).usingRecursiveComparison().isEqualTo(original);
  }

  @Test
  void emptyMetricsComeBack() {
    byte[] bytes = bytes(ProgressiveMetricsCodec.INSTANCE, new ProgressiveMetrics());
    assertThat(bytes).hasSizeLessThan(30);
    assertThat(decode(ProgressiveMetricsCodec.INSTANCE, bytes))
        .usingRecursiveComparison()
        .isEqualTo(new ProgressiveMetrics());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 24, 25, 26, 99, 100, 101, 1234})
  void metricsComeBackAndContinueAsIfNothingHadHappened(int count) {
    WindowedMetrics original = random(count, count);
    WindowedMetrics restored =
        decode(WindowedMetricsCodec.INSTANCE, bytes(WindowedMetricsCodec.INSTANCE, original));
    assertThat(restored).usingRecursiveComparison().isEqualTo(original);
    addRandom(original, 5, 333);
    addRandom(restored, 5, 333);
    assertThat(bytes(WindowedMetricsCodec.INSTANCE, restored))
        .isEqualTo(bytes(WindowedMetricsCodec.INSTANCE, original));
    assertThat(restored.window().count()).isEqualTo(original.window().count());
  }

  @Test
  void everyTruncationIsCorrupt() {
    byte[] bytes = bytes(WindowedMetricsCodec.INSTANCE, random(1, 60));
    for (int length = 0; length < bytes.length; length++) {
      ByteReader in = new ByteReader(bytes, 0, length);
      assertThatThrownBy(() -> WindowedMetricsCodec.INSTANCE.decode(in))
          .isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertThatThrownBy(() -> decode(ProgressiveMetricsCodec.INSTANCE, new byte[] {9}))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown progressive metrics version: version=9 allowed=1..2");
    assertThatThrownBy(() -> decode(WindowedMetricsCodec.INSTANCE, new byte[] {9}))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown windowed metrics version: version=9 allowed=1..2");
  }
}
