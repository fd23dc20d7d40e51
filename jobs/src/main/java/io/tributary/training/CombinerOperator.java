package io.tributary.training;

import io.tributary.codec.ByteWriter;
import io.tributary.kafka.loop.LoopFeed;
import io.tributary.learner.ExampleCounter;
import io.tributary.learner.HeadStep;
import io.tributary.learner.Layers;
import io.tributary.learner.Learners;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.merge.ReplicaOutput;
import io.tributary.sharded.Combiner;
import io.tributary.sharded.CombinerSnapshot;
import io.tributary.sharded.CombinerSnapshotCodec;
import io.tributary.sharded.LoopMessage;
import io.tributary.sharded.LoopMessageCodec;
import io.tributary.types.CodecSerializer;
import io.tributary.types.CodecTypeInfo;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Combiner}. Its output are the records of the errors topic. It reports how well the
 * model predicts, as replicas do where there are replicas.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
final class CombinerOperator extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<ToCombiner, byte[]>, BoundedOneInput {
  /** Where what was learned of the dense table goes. */
  static final OutputTag<ReplicaMessage> DELTAS =
      new OutputTag<>(
          "deltas", CodecTypeInfo.of(ReplicaMessage.class, ReplicaMessageCodec.INSTANCE));

  private static final long serialVersionUID = 1L;

  /** Of all else that the task does besides its input. */
  private static final int PRIORITY = 0;

  private static final int BYTES = 1024;

  // Configuration
  private final ShardingSettings settings;
  private final @Nullable LoopFeed denseUpdates;

  // Runtime
  private transient ListState<CombinerSnapshot> snapshots;
  private transient DenseTask.@Nullable States denseStates;
  private transient @Nullable DenseTask dense;
  private transient Combiner combiner;
  private transient int index;
  private transient int combiners;
  private transient long reportedCount;
  private transient long reportedAt;
  private transient boolean reportDue;
  // Reporters read it in threads of their own.
  private transient volatile double windowLogLoss;
  private transient StreamRecord<byte[]> outgoing;

  /**
   * Creates the operator.
   *
   * @param denseUpdates where masters say what they made of the dense table; null without one
   */
  CombinerOperator(ShardingSettings settings, @Nullable LoopFeed denseUpdates) {
    this.settings = settings;
    this.denseUpdates = denseUpdates;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    // Union, because of another number of combiners each takes over some sources of several.
    snapshots =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    "combiner", CodecSerializer.of(CombinerSnapshotCodec.INSTANCE)));
    if (settings.dense() != null) {
      denseStates = DenseTask.States.of(context.getOperatorStateStore());
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    // Not from the settings: a job may be rescaled while it runs.
    combiners = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    outgoing = new StreamRecord<>(null);
    dense = createDense();
    combiner = createCombiner();
    List<CombinerSnapshot> restored = new ArrayList<>();
    snapshots.get().forEach(restored::add);
    Restoring.attempt(() -> combiner.restore(restored));
    snapshots.clear();
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    group.gauge("logLoss", () -> combiner.metrics().total().logLoss());
    windowLogLoss = Double.NaN;
    group.gauge("windowLogLoss", () -> windowLogLoss);
    group.gauge("pendingBatches", () -> combiner.pendingBatches());
    group.gauge("stalenessRounds", () -> dense == null ? 0 : dense.replica().stalenessRounds());
    group.gauge("skippedUpdates", () -> dense == null ? 0 : dense.replica().skipped());
    // Also when nothing was learned: of an earlier group of combiners nothing may remain.
    var unused =
        getProcessingTimeService()
            .registerTimer(
                getProcessingTimeService().getCurrentProcessingTime(),
                time -> {
                  report(false);
                  wakeDense();
                });
  }

  private @Nullable DenseTask createDense() throws Exception {
    if (settings.dense() == null || denseStates == null || denseUpdates == null) {
      return null;
    }
    return new DenseTask(
        settings,
        settings.dense(),
        denseUpdates,
        index,
        combiners,
        denseStates,
        new DenseTask.Around(
            getContainingTask().getMailboxExecutorFactory().createExecutor(PRIORITY),
            () -> getProcessingTimeService().getCurrentProcessingTime(),
            new ToMasters(),
            () -> combiner.goOn()));
  }

  private void wakeDense() {
    if (dense != null) {
      dense.onTimer();
    }
  }

  private Combiner createCombiner() {
    var model = settings.model();
    int window = Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow() / combiners);
    return new Combiner(
        index,
        combiners,
        settings.protocol(),
        dense != null
            ? dense.learner().step()
            : new HeadStep(Layers.head(model), Learners.objective(model, settings.loss())),
        dense != null ? dense.replica() : null,
        ExampleCounter.of(settings.loss()),
        new WindowedMetrics(window),
        this::write);
  }

  private void write(LoopMessage message) {
    ByteWriter bytes = new ByteWriter(BYTES);
    LoopMessageCodec.INSTANCE.encode(message, bytes);
    output.collect(outgoing.replace(bytes.toByteArray()));
  }

  @Override
  public void processElement(StreamRecord<ToCombiner> element) {
    if (dense != null) {
      dense.start();
    }
    combiner.onMessage(element.getValue().message());
    reportSoon();
  }

  private void reportSoon() {
    if (!reportDue && combiner.metrics().total().count() != reportedCount) {
      reportDue = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      long due = Math.max(now, reportedAt + settings.reportMillis());
      var unused = getProcessingTimeService().registerTimer(due, time -> reportLearned());
    }
  }

  private void reportLearned() {
    reportDue = false;
    reportedCount = combiner.metrics().total().count();
    reportedAt = getProcessingTimeService().getCurrentProcessingTime();
    report(false);
  }

  @Override
  public void endInput() throws Exception {
    if (dense != null) {
      dense.start();
      dense.awaitEnd();
    }
    report(true);
  }

  private void report(boolean ended) {
    ProgressiveMetrics window = combiner.metrics().window();
    windowLogLoss = window.logLoss();
    output.collect(
        ReplicaTask.REPORTS,
        new StreamRecord<>(
            new ReplicaReport(
                index,
                combiners,
                combiner.metrics().total().copy(),
                window,
                settings.protocol().inFlight(),
                0,
                -1,
                0,
                0,
                LedgerSummary.NONE,
                ended)));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    snapshots.update(List.of(combiner.snapshot()));
    if (dense != null) {
      dense.snapshot();
    }
  }

  @Override
  public void close() throws Exception {
    if (dense != null) {
      dense.close();
    }
    super.close();
  }

  private final class ToMasters implements ReplicaOutput {
    @Override
    public void send(ReplicaMessage message) {
      output.collect(DELTAS, new StreamRecord<>(message));
    }

    @Override
    public void wakeAt(long timeMillis) {
      var unused = getProcessingTimeService().registerTimer(timeMillis, time -> wakeDense());
    }
  }
}
