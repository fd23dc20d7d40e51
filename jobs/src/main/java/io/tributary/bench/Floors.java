package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.format.RecordDecoder;
import io.tributary.kafka.KafkaSettings;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import java.util.List;
import java.util.function.ObjLongConsumer;

/** Measures what a pipeline can't do without, each alone. */
final class Floors {
  /** Rows kept in memory: more than any cache holds, and little enough to leave no work to GC. */
  private static final int ROWS_IN_MEMORY = 200_000;

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
    TopicRows rows = new TopicRows(kafka, run.data());
    samples.add(rows.each(run.data().rows(), samples::addFirst));
  }

  private static void decode(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    List<byte[]> records = records(run, kafka);
    RecordDecoder decoder = ClickRows.decoder(run.data());
    Example[] kept = new Example[1];
    long usable =
        passes(
            run,
            records,
            samples,
            (bytes, row) -> kept[0] = ClickRows.example(decoder.decode(bytes, row)));
    requireAll(run, usable);
  }

  private static void learn(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    List<Example> examples = examples(run, kafka);
    Pipeline pipeline = ClickPipeline.of(run.data());
    Learner learner =
        new Learner(
            pipeline.model().optimizer(),
            Losses.named(pipeline.loss()),
            pipeline.model().layout().bits());
    double[] margins = new double[1];
    long learned =
        passes(run, examples, samples, (example, row) -> margins[0] += learner.learn(example));
    requireFinite(margins[0]);
    requireAll(run, learned);
  }

  private static void loop(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) {
    List<Example> examples = examples(run, kafka);
    PlainLoop loop = PlainLoop.of(ClickPipeline.of(run.data()).model());
    double[] margins = new double[1];
    long learned =
        passes(
            run,
            examples,
            samples,
            (example, row) ->
                margins[0] +=
                    loop.learn(
                        example.features().indices(),
                        example.features().values(),
                        example.features().size(),
                        example.label()));
    requireFinite(margins[0]);
    requireAll(run, learned);
  }

  private static List<byte[]> records(BenchRun.FloorRun run, KafkaSettings kafka) {
    return new TopicRows(kafka, run.data())
        .first((int) Math.min(ROWS_IN_MEMORY, run.data().rows()));
  }

  private static List<Example> examples(BenchRun.FloorRun run, KafkaSettings kafka) {
    return ClickRows.examples(run.data(), records(run, kafka));
  }

  /** Does something with all rows, over and over, until as many were done as the run says. */
  private static <T> long passes(
      BenchRun.FloorRun run, List<T> rows, Samples samples, ObjLongConsumer<T> action) {
    long wanted = run.data().rows();
    long done = 0;
    while (done < wanted) {
      int end = (int) Math.min(rows.size(), wanted - done);
      for (int i = 0; i < end; i++) {
        action.accept(rows.get(i), done);
        samples.addFirst(++done);
      }
    }
    samples.add(done);
    return done;
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
