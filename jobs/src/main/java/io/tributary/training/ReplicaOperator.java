package io.tributary.training;

import io.tributary.kafka.decoding.InputRecord;
import io.tributary.merge.ReplicaMessage;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** A replica that learns in the task of its source, which gives it examples and updates alike. */
final class ReplicaOperator extends ReplicaTask
    implements OneInputStreamOperator<InputRecord, ReplicaMessage> {
  private static final long serialVersionUID = 1L;

  /** Creates the operator. */
  ReplicaOperator(ReplicaSettings settings) {
    super(settings);
  }

  @Override
  public void processElement(StreamRecord<InputRecord> element) {
    take(element.getValue());
  }
}
