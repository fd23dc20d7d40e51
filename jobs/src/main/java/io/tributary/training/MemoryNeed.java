package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind.Exact;
import io.tributary.model.TableSpec;
import io.tributary.sharded.exact.ExactTableSpec;
import java.util.Locale;
import java.util.Optional;

/**
 * The heap that a model needs where it is trained, so that a model that can't fit is refused before
 * it starts. The need is counted in copies of the model. It is the least that these copies take;
 * everything else takes a little more.
 */
public final class MemoryNeed {
  /** Of a process with Flink and Kafka clients that trains nothing. */
  public static final long PROCESS_BYTES = 96L << 20;

  /** Of a replica besides its model: its consumer, its tasks and what they hold. */
  public static final long REPLICA_BYTES = 1L << 20;

  /** A replica's view, and what the masters send of the model when it is restored. */
  private static final int RESTORED_COPIES = 2;

  /** The masters' blocks, and what the last checkpoint has of them. */
  private static final int MASTER_COPIES = 2;

  /** What the mirror has taken, and an opening that is not complete yet. */
  private static final int MIRROR_COPIES = 2;

  /** Of a task that reads for replicas elsewhere: its consumer, and what it has decoded ahead. */
  public static final long READER_BYTES = 8L << 20;

  /** A shard's rows, and what the last checkpoint has of them. */
  private static final int SHARD_COPIES = 2;

  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final double GIB = 1L << 30;

  private MemoryNeed() {}

  /** Returns the bytes of one copy of a model, with all that its optimizer keeps. */
  public static long modelBytes(ModelSpec model) {
    return model.kind() instanceof Exact exact
        ? denseBytes(model) + exactBytes(model, exact)
        : floats(model) * Float.BYTES;
  }

  /** Of rows that are found by key, the keys, times and slots take more than the rows. */
  private static long exactBytes(ModelSpec model, Exact exact) {
    int blocks = model.layout().blocks();
    return blocks * ExactTableSpec.of(exact, blocks, model.sparse().width()).mostBytes();
  }

  private static long denseBytes(ModelSpec model) {
    TableSpec sparse = model.sparse();
    return (floats(model) - (long) sparse.width() * model.mostRows(sparse)) * Float.BYTES;
  }

  private static long floats(ModelSpec model) {
    long floats = 0;
    for (TableSpec table : model.tables()) {
      floats += (long) table.width() * model.mostRows(table);
    }
    return floats;
  }

  /**
   * Returns the heap of some of a job's replicas, all in one process.
   *
   * @param restored true for replicas that go on from a checkpoint, as they must after a failure
   */
  public static long replicaBytes(ModelSpec model, int replicas, boolean restored) {
    long copies = restored ? RESTORED_COPIES : 1;
    return replicas * (copies * modelBytes(model) + REPLICA_BYTES);
  }

  /**
   * Returns the heap of all masters of a job, who have the model once between them.
   *
   * @param checkpoints true when checkpoints are taken, each a copy
   */
  public static long masterBytes(ModelSpec model, boolean checkpoints) {
    return (checkpoints ? MASTER_COPIES : 1) * modelBytes(model);
  }

  /**
   * Returns the heap of all shards of a job, who have the model once between them. With RocksDB
   * they keep only a cache of it, and a bit for each row: whether it waits to be published.
   */
  public static long shardBytes(Pipeline pipeline) {
    ShardingConfig sharding = pipeline.training().sharding();
    long resident = SHARD_COPIES * modelBytes(pipeline.model());
    long bits = pipeline.model().mostRows(pipeline.model().sparse()) / Byte.SIZE;
    boolean isPaged = pipeline.flink().options().containsValue("rocksdb");
    return sharding != null && isPaged
        ? Math.min(resident, sharding.shards() * ShardStates.CACHE_BYTES + bits)
        : resident;
  }

  /** Returns the heap of all tasks that only read; those of replicas are counted with these. */
  public static long readerBytes(Pipeline pipeline) {
    return pipeline.input().readers() * READER_BYTES;
  }

  /**
   * Returns the heap of a process of a cluster that has some of a job's replicas, and in the worst
   * case all its masters; after a failure the job has to be restored there.
   */
  public static long clusterProcessBytes(Pipeline pipeline, int replicas) {
    ShardingConfig sharding = pipeline.training().sharding();
    if (sharding != null) {
      long here = Math.min(replicas, sharding.shards());
      return PROCESS_BYTES
          + replicas * (REPLICA_BYTES + READER_BYTES)
          + shardBytes(pipeline) * here / sharding.shards();
    }
    boolean checkpoints = !pipeline.training().checkpointInterval().isZero();
    return PROCESS_BYTES
        + readerBytes(pipeline)
        + replicaBytes(pipeline.model(), replicas, checkpoints)
        + masterBytes(pipeline.model(), checkpoints);
  }

  /**
   * Returns the heap of a process that trains a pipeline with all its replicas and serves it, and
   * that goes on from a checkpoint after a failure.
   */
  public static long heapBytes(Pipeline pipeline) {
    int slots =
        pipeline.training().sharding() == null ? pipeline.training().replicas() : pipeline.slots();
    return clusterProcessBytes(pipeline, slots) + servedBytes(pipeline);
  }

  /** Returns the heap of the same process when it begins anew and nothing fails. */
  public static long freshHeapBytes(Pipeline pipeline) {
    if (pipeline.training().sharding() != null) {
      return heapBytes(pipeline);
    }
    boolean checkpoints = !pipeline.training().checkpointInterval().isZero();
    return PROCESS_BYTES
        + readerBytes(pipeline)
        + replicaBytes(pipeline.model(), pipeline.training().replicas(), false)
        + masterBytes(pipeline.model(), checkpoints)
        + servedBytes(pipeline);
  }

  private static long servedBytes(Pipeline pipeline) {
    long floats = 0;
    for (TableSpec table : pipeline.model().tables()) {
      floats += (long) table.weights() * pipeline.model().mostRows(table);
    }
    return MIRROR_COPIES * floats * Float.BYTES;
  }

  /** Returns the heap of a process that simulates the training of a pipeline. */
  public static long simulatedBytes(Pipeline pipeline) {
    if (pipeline.training().sharding() != null) {
      return modelBytes(pipeline.model());
    }
    return replicaBytes(pipeline.model(), pipeline.training().replicas(), false)
        + masterBytes(pipeline.model(), false);
  }

  /**
   * Returns why no process can hold a model (one copy is larger than an array can be), or nothing
   * when one can.
   */
  public static Optional<String> tooLarge(ModelSpec model) {
    if (floats(model) <= LARGEST_ARRAY) {
      return Optional.empty();
    }
    int lanes = model.sparse().width();
    int most = 63 - Long.numberOfLeadingZeros(LARGEST_ARRAY / lanes);
    return Optional.of(
        "model is too large for a replica: model="
            + model.name()
            + " bits="
            + model.layout().bits()
            + " lanes="
            + lanes
            + " allowed bits=1.."
            + most);
  }

  /**
   * Returns why no process can hold what it would have to of a pipeline's model, or nothing when
   * one can. Of a model that is dealt out to shards that is a block.
   */
  public static Optional<String> tooLarge(Pipeline pipeline) {
    long blocks = pipeline.model().layout().blocks();
    return pipeline.training().sharding() != null
            && floats(pipeline.model()) / blocks <= LARGEST_ARRAY
        ? Optional.empty()
        : tooLarge(pipeline.model());
  }

  /**
   * Returns why a process can't train a pipeline, and what to do about it; nothing when it can.
   *
   * @param need what it takes, of the methods above
   * @param heap what the process has
   */
  public static Optional<String> obstacle(Pipeline pipeline, long need, long heap) {
    Optional<String> tooLarge = tooLarge(pipeline);
    if (tooLarge.isPresent() || need <= heap) {
      return tooLarge;
    }
    return Optional.of(
        "model does not fit into the heap: model="
            + pipeline.name()
            + " replicas="
            + pipeline.training().replicas()
            + " bits="
            + pipeline.model().layout().bits()
            + " need="
            + gibibytes(need)
            + " heap="
            + gibibytes(heap)
            + " remedy=fewer training.replicas, fewer model.bits, or a larger heap by"
            + " TRIBUTARY_JAVA_OPTS=-Xmx"
            + (need / (1L << 30) + 1)
            + "g");
  }

  /** Returns a number of bytes as people read it. */
  public static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1fGiB", bytes / GIB);
  }
}
