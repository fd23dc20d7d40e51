package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.waiting.Waiting;

/** What a benchmark needs of the command that runs it. */
public interface BenchHost {
  /** Creates the topics of a pipeline, as they are for any other. */
  void createTopics(Pipeline pipeline, int partitions);

  /** Tells what happens. */
  void say(String line);

  /** Returns what lets time pass. */
  Waiting waiting();

  /** Called while waiting; throws to end the benchmark. */
  void heartbeat();
}
