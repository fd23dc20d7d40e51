package io.tributary.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.session.KafkaHealth.Answer;
import io.tributary.session.KafkaHealth.News;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class KafkaHealthTest {
  private final KafkaHealth health = new KafkaHealth();
  private long seconds;

  private News take(Answer answer) {
    return health.take(answer, TimeUnit.SECONDS.toNanos(seconds++));
  }

  @Test
  void isAskedAgainBeforeItIsSaidToBeGone() {
    assertThat(take(Answer.WELL)).isEqualTo(News.NONE);
    assertThat(take(Answer.ABSENT)).isEqualTo(News.NONE);
    assertThat(take(Answer.WELL)).isEqualTo(News.NONE);
    assertThat(take(Answer.ABSENT)).isEqualTo(News.NONE);
    assertThat(take(Answer.ABSENT)).isEqualTo(News.GONE);
    assertThat(take(Answer.ABSENT)).as("once").isEqualTo(News.NONE);
    assertThat(take(Answer.SLOW)).as("it is starting").isEqualTo(News.NONE);
    assertThat(take(Answer.WELL)).isEqualTo(News.BACK);
    assertThat(take(Answer.WELL)).as("once").isEqualTo(News.NONE);
  }

  @Test
  void slownessIsNoDeath() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 15; i++) {
        assertThat(take(Answer.SLOW)).isEqualTo(News.NONE);
      }
      assertThat(take(Answer.WELL)).isEqualTo(News.NONE);
    }
  }

  @Test
  void whatNeverAnswersIsGoneInTheEnd() {
    for (int i = 0; i < 15; i++) {
      assertThat(take(Answer.SLOW)).isEqualTo(News.NONE);
    }
    assertThat(take(Answer.SLOW)).isEqualTo(News.GONE);
    assertThat(take(Answer.SLOW)).isEqualTo(News.NONE);
    assertThat(take(Answer.WELL)).isEqualTo(News.BACK);
    seconds += 100;
    assertThat(take(Answer.SLOW)).as("the time of one answer says nothing").isEqualTo(News.NONE);
  }
}
