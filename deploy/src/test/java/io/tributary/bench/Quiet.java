package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.waiting.FakeWaiting;
import io.tributary.waiting.Waiting;
import java.util.List;

/** BenchHost without a broker, that keep what is said. */
record Quiet(List<String> said) implements BenchHost {
  @Override
  public void createTopics(Pipeline pipeline, int partitions) {
    throw new UnsupportedOperationException("no broker");
  }

  @Override
  public void say(String line) {
    said.add(line);
  }

  @Override
  public void heartbeat() {
    // Nobody stops it.
  }

  @Override
  public Waiting waiting() {
    return new FakeWaiting();
  }
}
