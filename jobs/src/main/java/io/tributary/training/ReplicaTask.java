package io.tributary.training;

import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.learner.Learners;
import io.tributary.learner.ModelLearner;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.LedgerEntryCodec;
import io.tributary.merge.Replica;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.ReplicaSnapshot;
import io.tributary.merge.ReplicaSnapshotCodec;
import io.tributary.merge.ReplicaStats;
import io.tributary.rejected.RejectedRecord;
import io.tributary.rejected.RejectedRecordCodec;
import io.tributary.types.CodecSerializer;
import io.tributary.types.CodecTypeInfo;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Runs a {@link Replica}, however it is given its input. What the replica keeps is operator state.
 * The model is not in it: the masters' checkpoint has it once, and they publish it to all replicas
 * when the job is restored. But a ledger is, of what the replica had installed, and a restored one
 * is compared with what the masters publish.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
abstract class ReplicaTask extends AbstractStreamOperator<ReplicaMessage> {
  /** Where records go that can't be used. */
  static final OutputTag<RejectedRecord> REJECTED =
      new OutputTag<>(
          "rejected", CodecTypeInfo.of(RejectedRecord.class, RejectedRecordCodec.INSTANCE));

  /** Where reports go. */
  static final OutputTag<ReplicaReport> REPORTS =
      new OutputTag<>(
          "reports", CodecTypeInfo.of(ReplicaReport.class, ReplicaReportCodec.INSTANCE));

  /** Where notes of the input go. */
  static final OutputTag<InputNote> NOTES =
      new OutputTag<>("notes", CodecTypeInfo.of(InputNote.class, InputNoteCodec.INSTANCE));

  /** What each replica has installed, by block. */
  static final MapStateDescriptor<Integer, LedgerEntry> LEDGER =
      new MapStateDescriptor<>(
          "ledger", IntSerializer.INSTANCE, CodecSerializer.of(LedgerEntryCodec.INSTANCE));

  private static final long serialVersionUID = 1L;

  // Configuration
  private final ReplicaSettings settings;

  // Runtime
  private transient ListState<ReplicaSnapshot> snapshots;
  private transient BroadcastState<Integer, LedgerEntry> ledger;
  private transient Replica replica;
  private transient MasterMessages masters;
  private transient LoopControl.Use loop;
  private transient LoopControl.Gate gate;
  private transient LoopControl.Gate end;
  private transient int index;
  private transient int replicas;
  private transient long reportedRound;
  private transient long reportedSkipped;
  private transient long reportedLedger;
  private transient long reportedAt;
  private transient boolean reportDue;
  // Reporters read it in threads of their own.
  private transient volatile double windowLogLoss;
  private transient boolean reportedEnd;
  private transient TouchedLook touchedLook;
  private transient boolean started;
  private transient LearningPause pause;
  private transient Counter examples;
  private transient Counter rejected;
  private transient StreamRecord<ReplicaMessage> outgoing;

  ReplicaTask(ReplicaSettings settings) {
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
                    "replica", CodecSerializer.of(ReplicaSnapshotCodec.INSTANCE)));
    // Broadcast, because each subtask keeps its own, and of any other number of them each is given
    // one: what the masters open must agree with all.
    ledger = context.getOperatorStateStore().getBroadcastState(LEDGER);
  }

  @Override
  public void open() throws Exception {
    super.open();
    index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    // Not from the settings: a job may be rescaled while it runs.
    replicas = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    outgoing = new StreamRecord<>(null);
    loop = LoopControl.use(settings.job());
    LoopControl control = loop.control();
    end = settings.gated() ? control.replicaEnd(index) : control.updatesEnd();
    end.set(false);
    gate = control.gate(index);
    replica = createReplica();
    masters =
        new MasterMessages(
            settings.model().name(),
            "replica=" + index,
            control.skipped(),
            replica::onMessage,
            replica::skipped);
    pause = new LearningPause(System::nanoTime);
    List<ReplicaSnapshot> restored = new ArrayList<>();
    snapshots.get().forEach(restored::add);
    Restoring.attempt(() -> replica.restore(restored));
    snapshots.clear();
    List<LedgerEntry> entries = new ArrayList<>();
    ledger.immutableEntries().forEach(entry -> entries.add(entry.getValue()));
    replica.ledger().restore(entries);
    registerMetrics();
    // Nothing may be sent before the task runs, so the replica starts with the first event: this
    // timer, when there is no other.
    wakeAt(getProcessingTimeService().getCurrentProcessingTime());
  }

  private void start() {
    if (!started) {
      started = true;
      replica.start();
      // Also when nothing was learned: of an earlier group of replicas nothing may remain.
      report();
    }
  }

  private void wakeAt(long timeMillis) {
    var unused =
        getProcessingTimeService()
            .registerTimer(
                timeMillis,
                time -> {
                  start();
                  replica.onTimer();
                  afterwards();
                });
  }

  private Replica createReplica() {
    var model = settings.model();
    ModelLearner learner = Learners.of(model, settings.loss());
    int window = Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow() / replicas);
    ReplicaStats stats = ReplicaStats.of(settings.loss(), new WindowedMetrics(window));
    touchedLook = new TouchedLook(learner);
    return new Replica(
        index,
        replicas,
        new SecureRandom().nextLong(),
        settings.protocol(),
        learner,
        stats,
        () -> getProcessingTimeService().getCurrentProcessingTime(),
        new Out());
  }

  private void registerMetrics() {
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    examples = group.counter("examples");
    rejected = group.counter("rejected");
    group.gauge("logLoss", () -> replica.stats().metrics().total().logLoss());
    windowLogLoss = Double.NaN;
    group.gauge("windowLogLoss", () -> windowLogLoss);
    group.gauge("stalenessRounds", () -> replica.stats().staleness());
    group.gauge("heldExamples", () -> replica.heldExamples());
    group.gauge("mergeRoundTripMs", () -> replica.stats().roundTripMillis());
    group.gauge("skippedUpdates", () -> replica.skipped());
    group.gauge("stalenessOverruns", () -> replica.stats().overruns());
    group.gauge(JobNames.CHECKPOINT_PAUSE, () -> pause.checkpointMillis());
    group.gauge(JobNames.PAUSE_WITHOUT_CHECKPOINT, () -> pause.withoutMillis());
  }

  /** Takes whatever the replica is given. */
  final void take(InputRecord record) {
    if (record instanceof Decoded decoded) {
      examples.inc();
      start();
      replica.onExample(decoded.example());
      afterwards();
    } else if (record instanceof MasterMessage said) {
      start();
      masters.give(said);
      afterwards();
    } else if (record instanceof Skipped) {
      start();
      replica.onSkipped();
      afterwards();
    } else if (record instanceof Rejected bad) {
      rejected.inc();
      output.collect(REJECTED, new StreamRecord<>(bad.record()));
    } else if (record instanceof Looked looked) {
      output.collect(NOTES, new StreamRecord<>(new InputNote.Looked(looked.fields())));
    } else if (record instanceof Ended) {
      start();
      replica.endInput();
      afterwards();
    }
  }

  private void afterwards() {
    pause.note(replica.wantsExamples());
    if (settings.gated()) {
      // Open for a restored source, too, that has only to find out again that it has ended.
      gate.set(replica.wantsExamples() || replica.inputEnded());
    }
    if (replica.ended() && !reportedEnd) {
      reportedEnd = true;
      report();
      end.set(true);
    } else if (!reportDue
        && (replica.round() != reportedRound
            || replica.skipped() != reportedSkipped
            || replica.ledger().looked() != reportedLedger)) {
      // Also when this was the last round for a while: what is not told now is told by the timer.
      reportDue = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      long due = reportedAt + settings.reportMillis();
      if (now >= due) {
        reportRounds();
      } else {
        var unused = getProcessingTimeService().registerTimer(due, time -> reportRounds());
      }
    }
  }

  private void reportRounds() {
    reportDue = false;
    reportedRound = replica.round();
    reportedSkipped = replica.skipped();
    reportedLedger = replica.ledger().looked();
    reportedAt = getProcessingTimeService().getCurrentProcessingTime();
    report();
  }

  private void report() {
    ReplicaStats stats = replica.stats();
    ProgressiveMetrics window = stats.metrics().window();
    windowLogLoss = window.logLoss();
    // One tells for all: each has the whole model, and alone it is in nobody's way.
    InputNote.Touched touched = index == 0 && replicas > 1 ? touchedLook.look(stats) : null;
    if (touched != null) {
      output.collect(NOTES, new StreamRecord<>(touched));
    }
    output.collect(
        REPORTS,
        new StreamRecord<>(
            new ReplicaReport(
                index,
                replicas,
                stats.metrics().total().copy(),
                window,
                stats.staleness(),
                replica.heldExamples(),
                stats.roundTripMillis(),
                stats.overruns(),
                replica.skipped(),
                replica.ledger().summary(),
                replica.ended())));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    pause.checkpointBegins();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    snapshots.update(replica.snapshots());
    ledger.clear();
    for (LedgerEntry entry : replica.ledger().entries()) {
      ledger.put(entry.block(), entry);
    }
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

  /** Returns the control of the job, once it is open. */
  final LoopControl control() {
    return loop.control();
  }

  private final class Out implements ReplicaOutput {
    @Override
    public void send(ReplicaMessage message) {
      output.collect(outgoing.replace(message));
    }

    @Override
    public void wakeAt(long timeMillis) {
      ReplicaTask.this.wakeAt(timeMillis);
    }
  }
}
