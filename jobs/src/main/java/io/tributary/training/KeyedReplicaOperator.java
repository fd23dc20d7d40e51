package io.tributary.training;

import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.TopicNames;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.loop.CheckedUpdates;
import io.tributary.kafka.loop.DecodedUpdates;
import io.tributary.merge.ReplicaMessage;
import io.tributary.model.ModelSpec;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A replica whose examples come from all sources, by their keys. The examples are its first input.
 * Its second input is the broadcast updates, as bytes of the topic.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by open
final class KeyedReplicaOperator extends ReplicaTask
    implements TwoInputStreamOperator<InputRecord, byte[], ReplicaMessage>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;
  private static final int EXAMPLES = 1;

  // Configuration
  private final ModelSpec model;

  // Runtime
  private transient DecodedUpdates updates;
  private transient CheckedUpdates checked;

  /** Creates the operator. */
  KeyedReplicaOperator(ReplicaSettings settings) {
    super(settings);
    model = settings.model();
  }

  @Override
  public void open() throws Exception {
    super.open();
    updates = control().updates();
    InstantSource clock =
        () -> Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime());
    checked =
        new CheckedUpdates(
            new TopicNames(model.name()).updates(),
            UpdateCheck.of(model),
            control().skipped(),
            clock);
  }

  @Override
  public void processElement1(StreamRecord<InputRecord> element) {
    take(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<byte[]> element) {
    take(updates.decode(element.getValue(), checked));
  }

  @Override
  public void endInput(int inputId) {
    if (inputId == EXAMPLES) {
      take(new Ended());
    }
  }
}
