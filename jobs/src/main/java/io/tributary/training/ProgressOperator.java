package io.tributary.training;

import io.tributary.types.CodecSerializer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the reports of all replicas and what is noted of the input to one running progress record.
 * Runs once per job. Which fields records have is looked at anew at each start, and not kept.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
public final class ProgressOperator extends AbstractStreamOperator<String>
    implements TwoInputStreamOperator<ReplicaReport, InputNote, String>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ProgressOperator.class);

  // Configuration
  private final long intervalMillis;

  // Runtime
  private transient ListState<ReplicaReport> reportState;
  private transient ListState<Long> rejectedState;
  private transient ListState<Rejection> reasonState;
  private transient Map<Integer, ReplicaReport> reports;
  private transient InputTally input;
  private transient BatchTally batches;
  private transient LearningPace pace;
  private transient boolean changed;
  private transient boolean timerSet;
  private transient int endedInputs;
  private transient boolean toldDisagreement;

  /**
   * Creates the operator.
   *
   * @param intervalMillis time between two records
   */
  public ProgressOperator(long intervalMillis) {
    this.intervalMillis = intervalMillis;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    reportState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "reports", CodecSerializer.of(ReplicaReportCodec.INSTANCE)));
    rejectedState =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("rejected", LongSerializer.INSTANCE));
    reasonState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "reject-reasons", CodecSerializer.of(RejectionCodec.INSTANCE)));
    reports = new TreeMap<>();
    input = new InputTally();
    batches = new BatchTally();
    pace = new LearningPace();
    for (ReplicaReport report : reportState.get()) {
      reports.put(report.replica(), report);
    }
    for (long count : rejectedState.get()) {
      input.addRejected(count);
    }
    for (Rejection rejection : reasonState.get()) {
      input.addReason(rejection);
    }
  }

  @Override
  public void processElement1(StreamRecord<ReplicaReport> element) {
    ReplicaReport report = element.getValue();
    if (report.replicas() != replicas()) {
      // The job was rescaled: the new replicas have taken over what the earlier ones counted.
      reports.clear();
    }
    reports.put(report.replica(), report);
    touch();
  }

  @Override
  public void processElement2(StreamRecord<InputNote> element) {
    InputNote note = element.getValue();
    if (note instanceof InputNote.Rejected rejected) {
      input.add(rejected.rejection());
    } else if (note instanceof InputNote.Looked looked) {
      input.add(looked.fields());
    } else if (note instanceof InputNote.Touched touched) {
      input.add(touched);
    } else if (note instanceof InputNote.Batched batched) {
      batches.add(batched);
    }
    touch();
  }

  private int replicas() {
    return reports.isEmpty() ? 0 : reports.values().iterator().next().replicas();
  }

  private void touch() {
    changed = true;
    if (!timerSet) {
      timerSet = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      var unused = getProcessingTimeService().registerTimer(now + intervalMillis, this::onTimer);
    }
  }

  private void onTimer(long time) {
    timerSet = false;
    // Every replica reports when it starts: until all have, the figures would be too low.
    if (changed && endedInputs < 2 && reports.size() == replicas()) {
      emit(false);
    }
  }

  @Override
  public void endInput(int inputId) {
    endedInputs++;
    if (endedInputs == 2) {
      emit(true);
    }
  }

  private void emit(boolean last) {
    changed = false;
    LedgerAgreement agreement = LedgerAgreement.of(reports.values());
    if (agreement.agree()) {
      toldDisagreement = false;
    } else if (!toldDisagreement) {
      toldDisagreement = true;
      LOG.error("replicas have installed different updates: {}", agreement);
    }
    long learned = reports.values().stream().mapToLong(report -> report.total().count()).sum();
    double perSecond = pace.update(learned, getProcessingTimeService().getCurrentProcessingTime());
    String json =
        ProgressJson.write(
            reports.values(), agreement, replicas(), input, batches, perSecond, last);
    output.collect(new StreamRecord<>(json));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    reportState.update(List.copyOf(reports.values()));
    rejectedState.update(List.of(input.rejected()));
    reasonState.update(input.reasons());
  }
}
