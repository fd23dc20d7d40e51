package io.tributary.kafka;

import java.io.Serializable;
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

/**
 * A KafkaSource whose readers may heed the {@link LoopControl} of a job. All but the readers' pace
 * and end, and what else they read, is KafkaSource's own.
 *
 * @param <T> type of the records
 */
public final class ControlledSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> source;
  private final Control<T> control;

  private interface Control<T> extends Serializable {
    SourceReader<T, KafkaPartitionSplit> of(
        SourceReader<T, KafkaPartitionSplit> reader, int subtask);
  }

  private ControlledSource(KafkaSource<T> source, Control<T> control) {
    this.source = source;
    this.control = control;
  }

  /** Returns a source that reads at its own pace. */
  public static <T> ControlledSource<T> free(KafkaSource<T> source) {
    return new ControlledSource<>(source, (reader, subtask) -> reader);
  }

  /**
   * Returns a source of examples for replicas that run in the same tasks: it pauses while its
   * replica's gate is closed, gives it the updates as well, and ends when all is merged.
   *
   * @param updates where the updates are
   */
  static ControlledSource<InputRecord> looping(
      KafkaSource<InputRecord> source, UpdatesTopic updates, String job) {
    return new ControlledSource<>(
        source,
        (reader, subtask) -> {
          LoopControl loop = LoopControl.of(job);
          return new LoopReader(
              reader,
              loop.gate(subtask),
              loop.end(subtask),
              onMessage -> loop.feed().subscribe(updates.since(InstantSource.system()), onMessage));
        });
  }

  /**
   * Returns a source of updates: its reader misses none that this incarnation writes, wherever its
   * checkpoint was, and ends when the job's end gate opens.
   */
  public static <T> ControlledSource<T> ending(
      KafkaSource<T> source, KafkaSettings kafka, String job) {
    return new ControlledSource<>(
        source,
        (reader, subtask) ->
            new EndingReader<>(
                reader,
                LoopControl.of(job).end(),
                new RecentUpdates(kafka, InstantSource.system())::positioned));
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return control.of(source.createReader(context), context.getIndexOfSubtask());
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
