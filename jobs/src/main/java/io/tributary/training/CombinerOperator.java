package io.tributary.training;

import io.tributary.codec.ByteWriter;
import io.tributary.learner.ExampleCounter;
import io.tributary.learner.Layers;
import io.tributary.learner.Learners;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.LedgerSummary;
import io.tributary.sharded.Combiner;
import io.tributary.sharded.CombinerSnapshot;
import io.tributary.sharded.CombinerSnapshotCodec;
import io.tributary.sharded.LoopMessage;
import io.tributary.sharded.LoopMessageCodec;
import io.tributary.types.CodecSerializer;
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

/**
 * Runs a {@link Combiner}. Its output are the records of the errors topic. It reports how well the
 * model predicts, as replicas do where there are replicas.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
final class CombinerOperator extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<ToCombiner, byte[]>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 1024;

  // Configuration
  private final ShardingSettings settings;

  // Runtime
  private transient ListState<CombinerSnapshot> snapshots;
  private transient Combiner combiner;
  private transient int index;
  private transient int combiners;
  private transient long reportedCount;
  private transient long reportedAt;
  private transient boolean reportDue;
  private transient StreamRecord<byte[]> outgoing;

  CombinerOperator(ShardingSettings settings) {
    this.settings = settings;
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
  }

  @Override
  public void open() throws Exception {
    super.open();
    index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    // Not from the settings: a job may be rescaled while it runs.
    combiners = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    outgoing = new StreamRecord<>(null);
    combiner = createCombiner();
    List<CombinerSnapshot> restored = new ArrayList<>();
    snapshots.get().forEach(restored::add);
    Restoring.attempt(() -> combiner.restore(restored));
    snapshots.clear();
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    group.gauge("logLoss", () -> combiner.metrics().total().logLoss());
    group.gauge("pendingBatches", () -> combiner.pendingBatches());
    // Also when nothing was learned: of an earlier group of combiners nothing may remain.
    var unused =
        getProcessingTimeService()
            .registerTimer(
                getProcessingTimeService().getCurrentProcessingTime(), time -> report(false));
  }

  private Combiner createCombiner() {
    var model = settings.model();
    int window = Math.max(WindowedMetrics.LEAST_WINDOW, settings.metricsWindow() / combiners);
    return new Combiner(
        index,
        combiners,
        settings.protocol(),
        Layers.head(model),
        Learners.objective(model, settings.loss()),
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
    combiner.onMessage(element.getValue().message());
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
  public void endInput() {
    report(true);
  }

  private void report(boolean ended) {
    output.collect(
        ReplicaTask.REPORTS,
        new StreamRecord<>(
            new ReplicaReport(
                index,
                combiners,
                combiner.metrics().total().copy(),
                combiner.metrics().window(),
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
  }
}
