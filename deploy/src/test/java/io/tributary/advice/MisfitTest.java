package io.tributary.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.advice.Misfit.Kind;
import io.tributary.config.PipelineFile;
import io.tributary.config.TrainingConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MisfitTest {
  private static final double UNKNOWN = Double.NaN;
  private static final StreamShape FINE = new StreamShape(1_000_000, 12, 50_000, .1, 1e5);

  private static TrainingConfig training(String text) {
    return PipelineFile.of(
            "name: m\nfeatures: [a]\nlabel: {field: y}\ninput: {topic: t}\n"
                + "kafka: {bootstrap.servers: 'h:1'}\ntraining: "
                + text)
        .pipeline(Map.of())
        .training();
  }

  private static List<Kind> kinds(List<Misfit> misfits) {
    return misfits.stream().map(Misfit::kind).toList();
  }

  private static StreamShape whole(long examples) {
    return new StreamShape(examples, 12, 50_000, .1, UNKNOWN);
  }

  @Test
  void aStreamIsSmallUntilRoundsOfOneExampleAreTheirShare() {
    TrainingConfig four = training("{replicas: 4, round: {share: 0.001}}");
    assertThat(kinds(Misfit.ofWhole(whole(3_999), four))).containsExactly(Kind.SMALL);
    assertThat(Misfit.ofWhole(whole(4_000), four)).isEmpty();
    assertThat(Misfit.ofWhole(whole(3_999), training("{replicas: 2, round: {share: 0.001}}")))
        .isEmpty();
    TrainingConfig fixed = training("{replicas: 4, round: {examples: 64, share: 0.01}}");
    assertThat(kinds(Misfit.ofWhole(whole(25_599), fixed))).containsExactly(Kind.SMALL);
    assertThat(Misfit.ofWhole(whole(25_600), fixed)).isEmpty();
  }

  @Test
  void aStreamThatGoesOnIsSlowRatherThanSmall() {
    StreamShape slow = new StreamShape(10, 12, 50_000, .1, 3_999);
    assertThat(kinds(Misfit.ofEndless(slow, 4))).containsExactly(Kind.SLOW);
    assertThat(Misfit.ofEndless(slow, 2)).isEmpty();
    assertThat(Misfit.ofEndless(slow.at(4_000), 4)).isEmpty();
    assertThat(Misfit.ofEndless(slow.at(UNKNOWN), 4)).isEmpty();
    assertThat(Misfit.ofEndless(slow.at(.19), 2).get(0).warning(2))
        .isEqualTo(
            "warning: the stream is slow: examples/s of a replica=0.095 least=1,000; replicas=2"
                + " remedy=fewer training.replicas, or see what they cost:"
                + " evaluate --replicas 1,2,4,8");
  }

  @Test
  void examplesAreDenseThatTouchMuchOfWhatIsInUse() {
    assertThat(kinds(Misfit.ofEndless(new StreamShape(10_000, 3, 10, .1, 1e6), 2)))
        .containsExactly(Kind.DENSE);
    assertThat(Misfit.ofEndless(new StreamShape(10_000, 2.99, 10, .1, 1e6), 2)).isEmpty();
    assertThat(Misfit.ofEndless(StreamShape.UNKNOWN, 2)).isEmpty();
    assertThat(Misfit.ofFeatures(true, 2)).isPresent();
    assertThat(Misfit.ofFeatures(false, 2)).isEmpty();
  }

  @Test
  void labelsRepeatThatAreLikeTheOnesBefore() {
    TrainingConfig two = training("{replicas: 2, round: {share: 0.001}}");
    assertThat(kinds(Misfit.ofWhole(new StreamShape(9_999, 9, 397, .5, UNKNOWN), two)))
        .containsExactly(Kind.REPEATING);
    assertThat(Misfit.ofWhole(new StreamShape(9_999, 9, 397, .49, UNKNOWN), two)).isEmpty();
  }

  @Test
  void nothingSpeaksAgainstOneNorOnAStreamThatIsFit() {
    StreamShape worst = new StreamShape(1, 10, 10, 1, .1);
    assertThat(Misfit.ofWhole(worst, training("{replicas: 1}"))).isEmpty();
    assertThat(Misfit.ofEndless(worst, 1)).isEmpty();
    assertThat(Misfit.ofFeatures(true, 1)).isEmpty();
    assertThat(kinds(Misfit.ofWhole(worst, training("{replicas: 2}"))))
        .containsExactly(Kind.SMALL, Kind.REPEATING, Kind.DENSE);
    assertThat(Misfit.ofEndless(FINE, 16)).isEmpty();
    assertThat(Misfit.ofWhole(FINE, training("{replicas: 16}"))).isEmpty();
  }
}
