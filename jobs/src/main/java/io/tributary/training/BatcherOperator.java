package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.CorruptDataException;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.sharded.Batcher;
import io.tributary.sharded.BatcherOutput;
import io.tributary.sharded.BatcherSnapshot;
import io.tributary.sharded.BatcherSnapshotCodec;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.Errors;
import io.tributary.sharded.LoopMessageCodec;
import io.tributary.sharded.ShardMessage;
import io.tributary.types.CodecSerializer;
import io.tributary.types.CodecTypeInfo;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Runs the {@link Batcher} of a source, in the task of the source, which gives it examples and what
 * is on the errors topic alike. It tells how long mini-batches take, and what waits for them.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
final class BatcherOperator extends AbstractStreamOperator<ShardMessage>
    implements OneInputStreamOperator<InputRecord, ShardMessage>, BoundedOneInput {
  /** Where labels go. */
  static final OutputTag<ToCombiner> LABELS =
      new OutputTag<>("labels", CodecTypeInfo.of(ToCombiner.class, ToCombinerCodec.INSTANCE));

  private static final long serialVersionUID = 1L;

  // Configuration
  private final ShardingSettings settings;

  // Runtime
  private transient ListState<BatcherSnapshot> snapshots;
  private transient Batcher batcher;
  private transient LoopControl.Use loop;
  private transient LoopControl.Gate gate;
  private transient LoopControl.Gate end;
  private transient int index;
  private transient int sources;
  private transient boolean started;
  private transient boolean noteDue;
  private transient long notedAt;
  private transient LearningPause pause;
  private transient Counter examples;
  private transient Counter rejected;
  private transient Counter unreadable;
  private transient StreamRecord<ShardMessage> outgoing;

  BatcherOperator(ShardingSettings settings) {
    this.settings = settings;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Union, because only then every subtask can tell which snapshot is its own, or whether there
    // was another number of them.
    snapshots =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    "batcher", CodecSerializer.of(BatcherSnapshotCodec.INSTANCE)));
  }

  @Override
  public void open() throws Exception {
    super.open();
    index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    // Not from the settings: a job may be rescaled while it runs.
    sources = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    outgoing = new StreamRecord<>(null);
    loop = LoopControl.use(settings.job());
    gate = loop.control().gate(index);
    end = loop.control().replicaEnd(index);
    end.set(false);
    batcher =
        new Batcher(
            index,
            sources,
            new SecureRandom().nextLong(),
            settings.protocol(),
            () -> getProcessingTimeService().getCurrentProcessingTime(),
            new Out());
    pause = new LearningPause(System::nanoTime);
    List<BatcherSnapshot> restored = new ArrayList<>();
    snapshots.get().forEach(restored::add);
    Restoring.attempt(() -> batcher.restore(restored));
    snapshots.clear();
    registerMetrics();
    // Nothing may be sent before the task runs, so the batcher starts with the first event: this
    // timer, when there is no other.
    wakeAt(getProcessingTimeService().getCurrentProcessingTime());
  }

  private void registerMetrics() {
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    examples = group.counter("examples");
    rejected = group.counter("rejected");
    unreadable = group.counter("unreadableErrors");
    group.gauge("heldExamples", () -> batcher.heldExamples());
    group.gauge("unansweredBatches", () -> batcher.unanswered());
    group.gauge("ignoredErrors", () -> batcher.ignored());
    group.gauge(JobNames.CHECKPOINT_PAUSE, () -> pause.checkpointMillis());
    group.gauge(JobNames.PAUSE_WITHOUT_CHECKPOINT, () -> pause.withoutMillis());
  }

  private void start() {
    if (!started) {
      started = true;
      batcher.start();
    }
  }

  private void wakeAt(long timeMillis) {
    var unused =
        getProcessingTimeService()
            .registerTimer(
                timeMillis,
                time -> {
                  start();
                  batcher.onTimer();
                  afterwards();
                });
  }

  @Override
  public void processElement(StreamRecord<InputRecord> element) {
    InputRecord record = element.getValue();
    if (record instanceof Decoded decoded) {
      examples.inc();
      start();
      batcher.onExample(decoded.example());
      afterwards();
    } else if (record instanceof LoopRecord loopRecord) {
      start();
      onLoop(loopRecord);
      afterwards();
    } else if (record instanceof Rejected bad) {
      rejected.inc();
      output.collect(ReplicaTask.REJECTED, new StreamRecord<>(bad.record()));
    } else if (record instanceof Looked looked) {
      output.collect(ReplicaTask.NOTES, new StreamRecord<>(new InputNote.Looked(looked.fields())));
    } else if (record instanceof Ended) {
      start();
      batcher.endInput();
      afterwards();
    }
  }

  private void onLoop(LoopRecord record) {
    try {
      Errors.Header header = LoopMessageCodec.readHeader(new ByteReader(record.value()));
      if (header != null) {
        batcher.onErrors(header);
      }
    } catch (CorruptDataException e) {
      // Others may write to the topic, too; the shards say more of it.
      unreadable.inc();
    }
  }

  private void afterwards() {
    pause.note(batcher.wantsExamples());
    // Open for a restored source, too, that has only to find out again that it has ended.
    gate.set(batcher.wantsExamples() || batcher.inputEnded());
    if (batcher.allEnded()) {
      // Together, because there is no checkpoint while only some of these tasks have finished.
      end.set(true);
    }
    if (!noteDue) {
      noteDue = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      long due = Math.max(now, notedAt + settings.reportMillis());
      var unused = getProcessingTimeService().registerTimer(due, time -> note());
    }
  }

  private void note() {
    noteDue = false;
    notedAt = getProcessingTimeService().getCurrentProcessingTime();
    int held = batcher.heldExamples() + batcher.sentExamples();
    output.collect(
        ReplicaTask.NOTES,
        new StreamRecord<>(new InputNote.Batched(index, sources, held, batcher.roundTripMillis())));
  }

  @Override
  public void endInput() {
    note();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    pause.checkpointBegins();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    snapshots.update(List.of(batcher.snapshot()));
    // The next event after the checkpoint, when there is no other.
    wakeAt(getProcessingTimeService().getCurrentProcessingTime());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    pause.checkpointOver();
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    pause.checkpointOver();
  }

  @Override
  public void close() throws Exception {
    if (gate != null) {
      // A failed incarnation must leave nothing closed, or ended, for the next one in this process.
      gate.set(true);
      end.set(false);
    }
    if (loop != null) {
      loop.close();
    }
    super.close();
  }

  private final class Out implements BatcherOutput {
    @Override
    public void toShard(ShardMessage message) {
      output.collect(outgoing.replace(message));
    }

    @Override
    public void toCombiner(Labels labels) {
      output.collect(LABELS, new StreamRecord<>(new ToCombiner(labels.source(), labels)));
    }

    @Override
    public void wakeAt(long timeMillis) {
      BatcherOperator.this.wakeAt(timeMillis);
    }
  }
}
