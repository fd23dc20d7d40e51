package io.tributary.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.advice.Misfit.Kind;
import io.tributary.advice.ReplicaChoice.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplicaChoiceTest {
  private static final double UNKNOWN = Double.NaN;

  private static Run run(int replicas, double loss, double perSecond, Misfit... misfits) {
    return new Run(replicas, loss, perSecond, List.of(misfits));
  }

  @Test
  void takesTheMostWithinTheBoundThatAreFaster() {
    ReplicaChoice choice =
        ReplicaChoice.of(
            List.of(run(1, .5, 100), run(2, .501, 180), run(4, .504, 300), run(8, .506, 500)));
    assertThat(choice.replicas()).isEqualTo(4);
    assertThat(choice.reason())
        .isEqualTo(
            "the most whose loss is within 1 % of one replica's, and that bring more examples/s"
                + " (+0.80 %; 8 replicas: +1.20 %)");
  }

  @Test
  void moreThatAreNoFasterAreNotWorthIt() {
    ReplicaChoice choice =
        ReplicaChoice.of(List.of(run(1, .5, 100), run(2, .5, 180), run(4, .5, 170)));
    assertThat(choice.replicas()).isEqualTo(2);
    assertThat(choice.reason()).endsWith("(+0.00 %; 4 replicas: no more examples/s)");
    ReplicaChoice none = ReplicaChoice.of(List.of(run(1, .5, 100), run(2, .49, 99)));
    assertThat(none).isEqualTo(new ReplicaChoice(1, "more bring no more examples/s here"));
  }

  @Test
  void theBoundIsTheLastThatIsWithin() {
    assertThat(ReplicaChoice.of(List.of(run(1, 1, 1), run(2, 1.01, 2))).replicas()).isEqualTo(2);
    assertThat(ReplicaChoice.of(List.of(run(1, 1, 1), run(2, 1.0101, 2))).replicas()).isEqualTo(1);
  }

  @Test
  void withoutSpeedsTheLossDecides() {
    ReplicaChoice choice = ReplicaChoice.of(List.of(run(1, .5, UNKNOWN), run(2, .502, UNKNOWN)));
    assertThat(choice.replicas()).isEqualTo(2);
    assertThat(choice.reason())
        .isEqualTo("the most whose loss is within 1 % of one replica's (+0.40 %)");
  }

  @Test
  void oneIsForAReason() {
    Misfit dense = new Misfit(Kind.DENSE, "dense: share=0.9");
    assertThat(
            ReplicaChoice.of(List.of(run(1, .5, 1), run(2, .55, 2, dense), run(4, .6, 3, dense))))
        .isEqualTo(
            new ReplicaChoice(
                1, "2 already lose +10.00 % (bound +1 %), because the stream is dense: share=0.9"));
    assertThat(ReplicaChoice.of(List.of(run(1, .5, 1), run(2, .55, 2))).reason())
        .endsWith("because what is learned elsewhere comes late");
    assertThat(ReplicaChoice.of(List.of(run(1, .5, 1), run(2, UNKNOWN, 2))).replicas())
        .isEqualTo(1);
  }

  @Test
  void aSmallStreamIsForAsManyAsItFeeds() {
    Misfit small = new Misfit(Kind.SMALL, "small: examples=5 least=8");
    assertThat(ReplicaChoice.of(List.of(run(1, .5, 1), run(2, .5, 2), run(4, .5, 3, small))))
        .isEqualTo(
            new ReplicaChoice(
                2,
                "the most whose loss is within 1 % of one replica's, and that bring more"
                    + " examples/s (+0.00 %; 4 replicas: small: examples=5 least=8)"));
    assertThat(ReplicaChoice.of(List.of(run(1, .5, 1), run(2, .5, 2, small))))
        .isEqualTo(
            new ReplicaChoice(1, "one is enough, because the stream is small: examples=5 least=8"));
  }

  @Test
  void percentsHaveASignButZeroHasNone() {
    assertThat(ReplicaChoice.percent(-.00001)).isEqualTo("+0.00 %");
    assertThat(ReplicaChoice.percent(-.014)).isEqualTo("-1.40 %");
    assertThat(ReplicaChoice.percent(UNKNOWN)).isEqualTo("-");
  }
}
