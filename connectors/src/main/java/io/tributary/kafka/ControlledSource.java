package io.tributary.kafka;

import java.time.InstantSource;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A KafkaSource that also heeds the {@link LoopControl} of its job. All but the readers' pace and
 * end is KafkaSource's own.
 *
 * @param <T> type of the records
 */
public final class ControlledSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> source;
  private final String job;
  private final @Nullable KafkaSettings updates;

  private ControlledSource(KafkaSource<T> source, String job, @Nullable KafkaSettings updates) {
    this.source = source;
    this.job = job;
    this.updates = updates;
  }

  /** Returns a source whose reader pauses while the gate of its subtask is closed. */
  public static <T> ControlledSource<T> gated(KafkaSource<T> source, String job) {
    return new ControlledSource<>(source, job, null);
  }

  /**
   * Returns a source of updates: its reader misses none that this incarnation writes, wherever its
   * checkpoint was, and ends when the job's end gate opens.
   */
  public static <T> ControlledSource<T> ending(
      KafkaSource<T> source, KafkaSettings kafka, String job) {
    return new ControlledSource<>(source, job, kafka);
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    LoopControl loop = LoopControl.of(job);
    SourceReader<T, KafkaPartitionSplit> reader = source.createReader(context);
    return updates == null
        ? new GatedReader<>(reader, loop.gate(context.getIndexOfSubtask()))
        : new EndingReader<>(
            reader, loop.end(), new RecentUpdates(updates, InstantSource.system())::positioned);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws Exception {
    if (source.getBoundedness() != Boundedness.BOUNDED) {
      return source.restoreEnumerator(context, checkpoint);
    }
    DiscoveryContext discovery = new DiscoveryContext(context);
    return new RestoredEnumerator(source.restoreEnumerator(discovery, checkpoint), discovery);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return source.getProducedType();
  }
}
