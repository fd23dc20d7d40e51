package io.tributary.training;

import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.BlockMasterStateCodec;
import io.tributary.merge.LanesCopy;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.model.BlockMessage;
import io.tributary.types.CodecSerializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs the {@link BlockMaster}s of the blocks whose keys this task has. Between checkpoints the
 * masters are plain objects, and a checkpoint writes them to keyed state. So any state backend can
 * hold them, and no megabyte passes through its serializers for each delta.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes operators by initializeState and open
public final class BlockMasterOperator extends AbstractStreamOperator<BlockMessage>
    implements OneInputStreamOperator<ReplicaMessage, BlockMessage> {
  private static final long serialVersionUID = 1L;

  /** Of all else that the task does besides its input. */
  private static final int PRIORITY = 0;

  private static final String STATE = "master";

  // Configuration
  private final MasterConfig masterConfig;

  // Runtime
  private transient ValueState<BlockMasterState> states;
  private transient Map<Integer, BlockMaster> masters;
  private transient StreamRecord<BlockMessage> outgoing;
  private transient CopyFiller filler;

  /** Creates the operator. */
  public BlockMasterOperator(MasterConfig config) {
    masterConfig = config;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states =
        context
            .getKeyedStateStore()
            .getState(
                new ValueStateDescriptor<>(
                    STATE, CodecSerializer.of(BlockMasterStateCodec.INSTANCE)));
    if (context.isRestored()) {
      requireFits();
    }
  }

  /**
   * Looks at one block, so that state of another shape is an error at the start and not at a later
   * message.
   */
  private void requireFits() throws Exception {
    Optional<Integer> any;
    try (Stream<Integer> blocks =
        this.<Integer>getKeyedStateBackend().getKeys(STATE, VoidNamespace.INSTANCE)) {
      any = blocks.findFirst();
    }
    if (any.isPresent()) {
      setCurrentKey(any.get());
      fitting(states.value());
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    masters = new HashMap<>();
    outgoing = new StreamRecord<>(null);
    filler =
        new CopyFiller(
            CopyFiller.afterPause(
                getContainingTask().getMailboxExecutorFactory().createExecutor(PRIORITY)));
    MetricGroup group = getMetricGroup().addGroup(JobNames.METRICS);
    group.gauge("pendingDeltas", this::pendingDeltas);
    group.gauge("modelVersion", this::version);
  }

  private int pendingDeltas() {
    return masters.values().stream().mapToInt(master -> master.state().pendingDeltas()).sum();
  }

  private long version() {
    return masters.values().stream().mapToLong(master -> master.state().version()).min().orElse(0);
  }

  @Override
  public void processElement(StreamRecord<ReplicaMessage> element) throws Exception {
    ReplicaMessage message = element.getValue();
    BlockMaster master = masters.get(message.block());
    if (master == null) {
      master = new BlockMaster(masterConfig, restoreOrCreate(message.block()));
      masters.put(message.block(), master);
    }
    master.onMessage(message, update -> output.collect(outgoing.replace(update)));
  }

  private BlockMasterState restoreOrCreate(int block) throws Exception {
    BlockMasterState restored = states.value();
    if (restored == null) {
      return masterConfig.newState(block);
    }
    return fitting(restored).copy();
  }

  private BlockMasterState fitting(BlockMasterState restored) {
    Restoring.attempt(() -> restored.requireFits(masterConfig.tables()));
    return restored;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<LanesCopy> fillings = new ArrayList<>();
    for (Map.Entry<Integer, BlockMaster> entry : masters.entrySet()) {
      setCurrentKey(entry.getKey());
      // The backend may write its copy later, while this one goes on changing.
      BlockMasterState copy = entry.getValue().state().copy();
      states.update(copy);
      fillings.add(copy.filling());
    }
    filler.begin(fillings);
  }

  @Override
  public void finish() throws Exception {
    super.finish();
    filler.finish();
  }

  @Override
  public void close() throws Exception {
    if (filler != null) {
      filler.close();
    }
    super.close();
  }
}
