package io.tributary.training;

import io.tributary.codec.UnusableUpdateException.Kind;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.TopicNames;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.merge.LedgerMismatchException;
import io.tributary.model.BlockMessage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Gives what masters say to a replica of any kind, and tells of what it passes over. */
final class MasterMessages {
  private final String topic;
  private final String who;
  private final SkippedUpdates skipped;
  private final Consumer<BlockMessage> replica;
  private final LongSupplier passedOver;

  /**
   * Creates the way to a replica.
   *
   * @param model name of the model
   * @param who the replica, as messages name it
   * @param skipped where it is told of messages that the replica passes over
   * @param replica takes messages
   * @param passedOver how many the replica has passed over
   */
  MasterMessages(
      String model,
      String who,
      SkippedUpdates skipped,
      Consumer<BlockMessage> replica,
      LongSupplier passedOver) {
    topic = new TopicNames(model).updates();
    this.who = who;
    this.skipped = skipped;
    this.replica = replica;
    this.passedOver = passedOver;
  }

  void give(MasterMessage said) {
    long before = passedOver.getAsLong();
    try {
      replica.accept(said.message());
    } catch (LedgerMismatchException e) {
      // A restart would restore the same checkpoint.
      throw new SuppressRestartsException(e);
    }
    if (passedOver.getAsLong() > before) {
      skipped.skipped(
          topic,
          said.partition(),
          said.offset(),
          Kind.NOT_YET,
          "can't be true yet: " + who + " message=" + said.message());
    }
  }
}
