package io.tributary.bench;

import io.tributary.config.Pipeline;

/** What a benchmark needs of the command that runs it. */
public interface Surroundings {
  /** Creates the topics of a pipeline, as they are for any other. */
  void createTopics(Pipeline pipeline, int partitions);

  /** Tells what happens. */
  void say(String line);

  /** Called while waiting; throws to end the benchmark. */
  void heartbeat();
}
