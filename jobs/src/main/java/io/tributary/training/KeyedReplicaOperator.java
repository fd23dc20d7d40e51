package io.tributary.training;

import io.tributary.kafka.DecodedUpdates;
import io.tributary.kafka.InputRecord;
import io.tributary.kafka.InputRecord.Ended;
import io.tributary.kafka.InputRecord.Merged;
import io.tributary.kafka.LoopControl;
import io.tributary.merge.ReplicaMessage;
import java.io.IOException;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A replica whose examples come from all sources, by their keys: they are its first input, the
 * broadcast updates, as the topic has them, its second.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by open
final class KeyedReplicaOperator extends ReplicaTask
    implements TwoInputStreamOperator<InputRecord, byte[], ReplicaMessage>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;
  private static final int EXAMPLES = 1;

  // Configuration
  private final String job;

  // Runtime
  private transient DecodedUpdates updates;

  /** Creates the operator. */
  KeyedReplicaOperator(ReplicaSettings settings) {
    super(settings);
    job = settings.job();
  }

  @Override
  public void open() throws Exception {
    super.open();
    updates = LoopControl.of(job).updates();
  }

  @Override
  public void processElement1(StreamRecord<InputRecord> element) {
    take(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<byte[]> element) throws IOException {
    take(new Merged(updates.decode(element.getValue())));
  }

  @Override
  public void endInput(int inputId) {
    if (inputId == EXAMPLES) {
      take(new Ended());
    }
  }
}
