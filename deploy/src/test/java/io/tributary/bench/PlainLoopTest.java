package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.RecordDecoder;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import org.junit.jupiter.api.Test;

final class PlainLoopTest {
  @Test
  void learnsWhatTheLearnerLearns() {
    ClickData data = new ClickData(39, "json", 1, 2_000);
    Pipeline pipeline = ClickPipeline.of(data);
    Learner learner = new Learner(pipeline.model().optimizer(), Losses.named(pipeline.loss()), 22);
    PlainLoop loop = PlainLoop.of(pipeline.model());
    RecordDecoder decoder = ClickRows.decoder(data);
    data.records()
        .each(
            0,
            data.rows(),
            (key, value) -> {
              Example example = ((Decoded) decoder.decode(value, 0)).example();
              double margin =
                  loop.learn(
                      example.features().indices(),
                      example.features().values(),
                      example.features().size(),
                      example.label());
              assertThat(margin).isCloseTo(learner.learn(example), within(1e-4));
            });
  }
}
