package io.tributary.sharded;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.model.BlockMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The errors topic, by source, and the updates topic, by block; they outlive all incarnations. */
final class ShardedTopics {
  private final Map<Integer, List<byte[]>> errors = new TreeMap<>();
  private final Map<Integer, List<byte[]>> updates = new TreeMap<>();

  void append(LoopMessage message) {
    int source = message instanceof Errors one ? one.header().source() : 0;
    errors(source).add(ShardedCheckpoint.encode(LoopMessageCodec.INSTANCE, message));
  }

  void append(BlockMessage message) {
    updates(message.block()).add(ShardedCheckpoint.encode(BlockMessageCodec.INSTANCE, message));
  }

  /** Returns the sources that were ever written of. */
  List<Integer> sources() {
    return List.copyOf(errors.keySet());
  }

  List<byte[]> errors(int source) {
    return errors.computeIfAbsent(source, any -> new ArrayList<>());
  }

  List<byte[]> updates(int block) {
    return updates.computeIfAbsent(block, any -> new ArrayList<>());
  }
}
