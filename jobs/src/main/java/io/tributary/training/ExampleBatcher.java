package io.tributary.training;

import io.tributary.example.Example;
import io.tributary.kafka.InputRecord;
import io.tributary.kafka.InputRecord.Accepted;
import io.tributary.kafka.InputRecord.Batch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Hands examples on in batches, which passes them through Flink's network at less cost than one by
 * one. A batch goes on when it is large enough, when its oldest example has waited long enough, and
 * before whatever must not overtake it. It keeps no state: before a checkpoint's barrier all
 * examples are on their way.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by open
final class ExampleBatcher extends AbstractStreamOperator<InputRecord>
    implements OneInputStreamOperator<InputRecord, InputRecord>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  // Together some 20 to 30 KiB: Flink copies records once more that do not fit its buffers of 32.
  private static final int FULL_EXAMPLES = 64;
  private static final int FULL_FEATURES = 4096;

  // Configuration
  private final long lingerMillis;

  // Runtime
  private transient List<Example> batch;
  private transient int features;
  private transient long begunAt;
  private transient boolean timed;

  /**
   * Creates the operator.
   *
   * @param lingerMillis how long an example may wait for others, in ms
   */
  ExampleBatcher(long lingerMillis) {
    this.lingerMillis = lingerMillis;
  }

  @Override
  public void open() throws Exception {
    super.open();
    batch = new ArrayList<>(FULL_EXAMPLES);
  }

  @Override
  public void processElement(StreamRecord<InputRecord> element) {
    if (element.getValue() instanceof Accepted accepted) {
      add(accepted.example());
    } else {
      flush();
      output.collect(element);
    }
  }

  private void add(Example example) {
    if (batch.isEmpty()) {
      begunAt = getProcessingTimeService().getCurrentProcessingTime();
    }
    batch.add(example);
    features += example.features().size();
    if (batch.size() >= FULL_EXAMPLES || features >= FULL_FEATURES) {
      flush();
    } else if (!timed) {
      startTimer();
    }
  }

  // One timer at a time: one for each batch would cost more than it is worth. If it finds a batch
  // that has not waited so long, because others were full before, it comes again.
  private void startTimer() {
    timed = true;
    var unused =
        getProcessingTimeService().registerTimer(begunAt + lingerMillis, time -> onTimer());
  }

  private void onTimer() {
    timed = false;
    if (getProcessingTimeService().getCurrentProcessingTime() >= begunAt + lingerMillis) {
      flush();
    } else if (!batch.isEmpty()) {
      startTimer();
    }
  }

  private void flush() {
    if (!batch.isEmpty()) {
      output.collect(new StreamRecord<>(new Batch(batch)));
      batch.clear();
      features = 0;
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }
}
