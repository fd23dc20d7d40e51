package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.format.RecordDecoder;
import io.tributary.kafka.KafkaSettings;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Measures what a pipeline can't do without, each alone, on the rows that a pipeline gets: all of
 * them, once. A few, over and over, would have fewer values, and be learned by heart.
 */
final class Floors {
  /** Rows in memory at once: some 100 MB, more than a core's own cache holds. */
  private static final int ROWS_AT_ONCE = 200_000;

  private Floors() {}

  static Cost run(BenchRun.FloorRun run, KafkaSettings kafka) throws Exception {
    Samples samples = ThisProcess.samples(run.warmUp());
    switch (run.floor()) {
      case CONSUME -> consume(run, kafka, samples);
      case SOURCE -> SourceFloor.run(run, kafka, samples);
      case DECODE -> decode(run, kafka, samples);
      case LEARN -> learn(run, kafka, samples);
      case LOOP -> loop(run, kafka, samples);
    }
    return ThisProcess.cost(samples, run.data().rows());
  }

  private static void consume(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    try (TopicRows rows = new TopicRows(kafka, run.data())) {
      long done = 0;
      while (done < run.data().rows()) {
        done += rows.poll().count();
        samples.addFirst(done);
      }
      samples.add(done);
    }
  }

  private static void decode(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    RecordDecoder decoder = ClickRows.decoder(run.data());
    Example[] kept = new Example[1];
    each(
        run,
        kafka,
        samples,
        records -> records,
        bytes -> kept[0] = ClickRows.example(decoder.decode(bytes, 0)));
  }

  private static void learn(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    Pipeline pipeline = ClickPipeline.of(run.data());
    Learner learner =
        new Learner(
            pipeline.model().optimizer(),
            Losses.named(pipeline.loss()),
            pipeline.model().layout().bits());
    double[] margins = new double[1];
    eachExample(run, kafka, samples, example -> margins[0] += learner.learn(example));
    requireFinite(margins[0]);
  }

  private static void loop(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    PlainLoop loop = PlainLoop.of(ClickPipeline.of(run.data()).model());
    double[] margins = new double[1];
    eachExample(
        run,
        kafka,
        samples,
        example ->
            margins[0] +=
                loop.learn(
                    example.features().indices(),
                    example.features().values(),
                    example.features().size(),
                    example.label()));
    requireFinite(margins[0]);
  }

  private static void eachExample(
      BenchRun.FloorRun run, KafkaSettings kafka, Samples samples, Consumer<Example> action) {
    RecordDecoder decoder = ClickRows.decoder(run.data());
    each(run, kafka, samples, records -> ClickRows.examples(decoder, records), action);
  }

  /** Does something with all rows; to read and prepare them is not counted. */
  private static <T> void each(
      BenchRun.FloorRun run,
      KafkaSettings kafka,
      Samples samples,
      Function<List<byte[]>, List<T>> prepare,
      Consumer<T> action) {
    long wanted = run.data().rows();
    long done = 0;
    try (TopicRows topic = new TopicRows(kafka, run.data())) {
      while (done < wanted) {
        int next = (int) Math.min(ROWS_AT_ONCE, wanted - done);
        List<T> rows = samples.skip(() -> prepare.apply(topic.values(next)));
        for (T row : rows) {
          action.accept(row);
          samples.addFirst(++done);
        }
      }
      samples.add(done);
    }
    requireAll(run, done);
  }

  private static void requireFinite(double margins) {
    if (!Double.isFinite(margins)) {
      throw new BenchException("learning diverged: margins=" + margins);
    }
  }

  static void requireAll(BenchRun run, long done) {
    if (done != run.data().rows()) {
      throw new BenchException(
          "rows are missing: run=" + run.name() + " rows=" + run.data().rows() + " done=" + done);
    }
  }
}
