package io.tributary.sharded;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A reader of the errors topic. It begins somewhere before the end, whatever it has read before.
 */
final class TopicReader {
  private final ShardedTopics topics;
  private final Map<Integer, Integer> cursors = new TreeMap<>();

  TopicReader(ShardedTopics topics, Random random) {
    this.topics = topics;
    for (int source : topics.sources()) {
      cursors.put(source, random.nextInt(topics.errors(source).size() + 1));
    }
  }

  void offer(Steps steps, double speed, Consumer<LoopMessage> read) {
    for (int source : topics.sources()) {
      int cursor = cursors.getOrDefault(source, 0);
      if (cursor < topics.errors(source).size()) {
        steps.add(
            speed,
            () -> {
              cursors.put(source, cursor + 1);
              read.accept(
                  ShardedCheckpoint.decode(
                      LoopMessageCodec.INSTANCE, topics.errors(source).get(cursor)));
            });
      }
    }
  }
}
