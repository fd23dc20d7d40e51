package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.loop.UpdateBytes;
import io.tributary.merge.ReplicaMessage;
import io.tributary.model.BlockMessage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;

/** A replica in one of Flink's harnesses, whichever way it is given its input. */
sealed interface ReplicaHarness {
  /** Returns the harness. */
  AbstractStreamOperatorTestHarness<ReplicaMessage> flink();

  /** Gives it a record of its examples' topic. */
  void give(InputRecord record) throws Exception;

  /** Gives it what a master says. */
  void update(BlockMessage message) throws Exception;

  /** Tells it that no example will follow. */
  void endExamples() throws Exception;

  /** Ends what comes from the masters. */
  void endUpdates() throws Exception;

  /** In the task of its source. */
  record Looped(
      OneInputStreamOperatorTestHarness<InputRecord, ReplicaMessage> flink, AtomicLong offset)
      implements ReplicaHarness {
    @Override
    public void give(InputRecord record) throws Exception {
      flink.processElement(new StreamRecord<>(record));
    }

    @Override
    public void update(BlockMessage message) throws Exception {
      give(
          new MasterMessage(
              BlockMessageCodec.INSTANCE.decode(new ByteReader(encode(message))),
              0,
              offset.getAndIncrement()));
    }

    @Override
    public void endExamples() throws Exception {
      give(new Ended());
    }

    @Override
    public void endUpdates() throws Exception {
      flink.endInput();
    }
  }

  /** With examples by their keys. */
  record Keyed(
      TwoInputStreamOperatorTestHarness<InputRecord, byte[], ReplicaMessage> flink,
      AtomicLong offset)
      implements ReplicaHarness {
    @Override
    public void give(InputRecord record) throws Exception {
      flink.processElement1(new StreamRecord<>(record));
    }

    @Override
    public void update(BlockMessage message) throws Exception {
      flink.processElement2(
          new StreamRecord<>(UpdateBytes.write(0, offset.getAndIncrement(), encode(message))));
    }

    @Override
    public void endExamples() throws Exception {
      flink.endInput1();
    }

    @Override
    public void endUpdates() throws Exception {
      flink.endInput2();
    }
  }

  private static byte[] encode(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    return out.toByteArray();
  }
}
