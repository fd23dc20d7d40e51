package io.tributary.bench.kernels;

import io.tributary.bench.ClickRows;
import io.tributary.config.Pipeline;
import io.tributary.example.Example;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Learning and predicting one hashed example. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class LearnKernels {
  private Example[] examples;
  private Learner learner;
  private int next;

  /** Makes the examples, and a learner that has seen all of them. */
  @Setup
  public void setUp() {
    Pipeline pipeline = ClickRows.pipeline(KernelRows.data("json"));
    examples = KernelRows.examples().toArray(Example[]::new);
    learner =
        new Learner(
            pipeline.model().optimizer(),
            Losses.named(pipeline.loss()),
            pipeline.model().layout().bits());
    for (Example example : examples) {
      learner.learn(example);
    }
  }

  /** Predicts, then learns. */
  @Benchmark
  public double learn() {
    return learner.learn(examples[next++ & KernelRows.MASK]);
  }

  /** Predicts alone. */
  @Benchmark
  public double predict() {
    return learner.margin(examples[next++ & KernelRows.MASK].features());
  }
}
