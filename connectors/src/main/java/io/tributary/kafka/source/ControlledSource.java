package io.tributary.kafka.source;

import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.loop.CheckedUpdates;
import io.tributary.kafka.loop.EndingReader;
import io.tributary.kafka.loop.ErrorsTopic;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.kafka.loop.LoopReader;
import io.tributary.kafka.loop.RecentUpdates;
import io.tributary.kafka.loop.UpdatesTopic;
import io.tributary.kafka.snapshot.IdentifiedStateSerializer;
import io.tributary.kafka.snapshot.SnapshotIdentity;
import io.tributary.kafka.snapshot.UnusableSnapshot;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

/**
 * A KafkaSource whose readers may heed the {@link LoopControl} of a job. The readers' pace and end
 * differ from KafkaSource's, and so does what else they read. Everything else is KafkaSource's own.
 *
 * @param <T> type of the records
 */
public final class ControlledSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<T> source;
  private final Readers<T> readers;
  private final @Nullable SnapshotIdentity identity;

  /** Creates readers. */
  interface Readers<T> extends Serializable {
    SourceReader<T, KafkaPartitionSplit> create(SourceReaderContext context) throws Exception;
  }

  private ControlledSource(
      KafkaSource<T> source, Readers<T> readers, @Nullable SnapshotIdentity identity) {
    this.source = source;
    this.readers = readers;
    this.identity = identity;
  }

  private ControlledSource(KafkaSource<T> source, Readers<T> readers) {
    this(source, readers, null);
  }

  /**
   * Returns the same source with an identity for its snapshots. It refuses to be restored from a
   * snapshot of another identity.
   */
  public ControlledSource<T> of(SnapshotIdentity snapshots) {
    return new ControlledSource<>(source, readers, snapshots);
  }

  /**
   * Returns what a snapshot belongs to, as far as it says so.
   *
   * @param version of the layout in which the enumerator of examples was kept
   * @param bytes what was kept
   */
  public static SnapshotIdentity identity(int version, byte[] bytes) throws IOException {
    return IdentifiedStateSerializer.identity(version, bytes);
  }

  /** Returns a source that reads at its own pace. */
  public static <T> ControlledSource<T> free(KafkaSource<T> source) {
    return free(source, source::createReader);
  }

  /** Returns a source that reads at its own pace, with readers of its own. */
  static <T> ControlledSource<T> free(KafkaSource<T> source, Readers<T> readers) {
    return new ControlledSource<>(source, readers);
  }

  /**
   * Returns a source of examples for replicas that run in the same tasks. A reader pauses while its
   * replica's gate is closed, gives the replica the updates as well, and ends when all is merged.
   *
   * @param updates where the updates are
   */
  static ControlledSource<InputRecord> looping(
      KafkaSource<InputRecord> source,
      Readers<InputRecord> readers,
      UpdatesTopic updates,
      String job) {
    return new ControlledSource<>(
        source,
        context -> {
          SourceReader<InputRecord, KafkaPartitionSplit> examples = readers.create(context);
          LoopControl.Use use = LoopControl.use(job);
          LoopControl loop = use.control();
          CheckedUpdates checked = updates.checked(loop.skipped(), InstantSource.system());
          return new LoopReader(
              examples,
              use,
              context.getIndexOfSubtask(),
              onMessage ->
                  loop.feed().subscribe(updates.since(InstantSource.system()), checked, onMessage));
        });
  }

  /**
   * Returns a source of examples for batchers that run in the same tasks. A reader pauses while its
   * batcher's gate is closed, gives the batcher what is on the errors topic as well, and ends when
   * all is learned.
   */
  static ControlledSource<InputRecord> batched(
      KafkaSource<InputRecord> source,
      Readers<InputRecord> readers,
      ErrorsTopic errors,
      String job) {
    return new ControlledSource<>(
        source,
        context -> {
          SourceReader<InputRecord, KafkaPartitionSplit> examples = readers.create(context);
          LoopControl.Use use = LoopControl.use(job);
          return new LoopReader(
              examples,
              use,
              context.getIndexOfSubtask(),
              onMessage -> errors.subscribe(use.control(), onMessage));
        });
  }

  /**
   * Returns a source of updates. Its reader misses no update that this incarnation writes, whatever
   * the checkpoint's position, and ends when the job's end gate opens.
   */
  public static <T> ControlledSource<T> ending(
      KafkaSource<T> source, KafkaSettings kafka, String job) {
    return new ControlledSource<>(
        source,
        context ->
            new EndingReader<>(
                source.createReader(context),
                LoopControl.use(job),
                new RecentUpdates(kafka, InstantSource.system())::positioned));
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return readers.create(context);
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
    if (checkpoint instanceof UnusableSnapshot unusable) {
      return unusable.enumerator();
    }
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
    SimpleVersionedSerializer<KafkaSourceEnumState> kafka =
        source.getEnumeratorCheckpointSerializer();
    return identity == null ? kafka : new IdentifiedStateSerializer(kafka, identity);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return source.getProducedType();
  }
}
