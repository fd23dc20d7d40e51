package io.tributary.training;

import io.tributary.learner.SparseLayer;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind;
import io.tributary.sharded.Shard;
import io.tributary.sharded.ShardOutput;
import io.tributary.sharded.ShardState;
import io.tributary.sharded.ShardStateCodec;
import io.tributary.sharded.ShardedConfig;
import io.tributary.types.CodecSerializer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of the shards of a task: for each block what its shard keeps, and its rows as
 * pages. On the heap backend the rows are in memory, and pages change only for checkpoints. With
 * any other backend a cache of pages is all that is in memory.
 */
final class ShardStates {
  private static final String STATE = "shard";
  private static final String ROWS = "rows";

  /** Of all blocks of a task, where rows are not kept in memory. */
  static final long CACHE_BYTES = 64L << 20;

  private static final int LEAST_PAGES = 64;

  /** Heap that a page in the cache takes besides its lanes: its array, its number, its entry. */
  private static final int PAGE_OVERHEAD = 128;

  private final ModelSpec model;
  private final KeyedStateBackend<Integer> backend;
  private final BlockKeys keys;
  private final int tasks;
  private final ValueState<ShardState> states;
  private final MapState<Integer, RowPage> pages;
  private final Map<Integer, StoredRows> rows = new HashMap<>();

  /** Of a model whose features have rows of their own; otherwise null, and there are pages. */
  private final @Nullable ExactTables tables;

  ShardStates(
      ModelSpec model,
      KeyedStateStore store,
      KeyedStateBackend<Integer> backend,
      BlockKeys keys,
      int tasks) {
    this.model = model;
    this.backend = backend;
    this.keys = keys;
    this.tasks = tasks;
    states =
        store.getState(
            new ValueStateDescriptor<>(STATE, CodecSerializer.of(ShardStateCodec.INSTANCE)));
    tables =
        model.kind() instanceof TableKind.Exact exact
            ? new ExactTables(model, exact, store, backend, keys)
            : null;
    pages =
        store.getMapState(
            new MapStateDescriptor<>(
                ROWS, IntSerializer.INSTANCE, CodecSerializer.of(RowPageCodec.INSTANCE)));
  }

  /**
   * Looks at one block.
   *
   * @throws IllegalStateException when it is of another model
   */
  void requireFits() {
    Optional<Integer> any;
    try (Stream<Integer> restored = backend.getKeys(STATE, VoidNamespace.INSTANCE)) {
      any = restored.findFirst();
    }
    if (any.isPresent()) {
      backend.setCurrentKey(any.get());
      ShardState state = value();
      if (state != null) {
        state.requireFits(model.layout());
      }
    }
  }

  /** Returns what the shard of a block has kept, or that of a new one. */
  ShardState read(int block) {
    backend.setCurrentKey(keys.of(block));
    ShardState restored = value();
    return restored == null ? new ShardState(block) : restored.copy();
  }

  private @Nullable ShardState value() {
    try {
      return states.value();
    } catch (Exception e) {
      throw new FlinkRuntimeException("state can't be read", e);
    }
  }

  /** Returns the shard of a block, new or restored. */
  Shard shard(
      int block, ShardedConfig protocol, SparseLayer layer, LongSupplier clock, ShardOutput out) {
    ExactTables exact = tables;
    return exact == null
        ? new Shard(protocol, layer, rows(block), read(block), clock, out)
        : new Shard(protocol, layer, exact.table(block), read(block), clock, out);
  }

  /** Returns the rows of a block. */
  StoredRows rows(int block) {
    return rows.computeIfAbsent(block, this::createRows);
  }

  private StoredRows createRows(int block) {
    int size = model.layout().blockSize();
    int width = model.sparse().width();
    PageStore store = new Pages(keys.of(block));
    if (backend instanceof HeapKeyedStateBackend) {
      return new ResidentRows(store, size, width);
    }
    int blocks = (model.layout().blocks() + tasks - 1) / tasks;
    long pageBytes = (long) RowPage.ROWS * width * Float.BYTES + PAGE_OVERHEAD;
    long most = Math.max(LEAST_PAGES, CACHE_BYTES / blocks / pageBytes);
    return new PagedRows(store, size, width, (int) Math.min(Integer.MAX_VALUE - 1, most));
  }

  /** Keeps the state of a block's shard, which nobody changes any more, and its rows. */
  void write(ShardState state) {
    StoredRows changed = rows.get(state.block());
    if (changed != null) {
      changed.flush();
    }
    if (tables != null) {
      tables.write(state.block());
    }
    backend.setCurrentKey(keys.of(state.block()));
    try {
      states.update(state);
    } catch (Exception e) {
      throw new FlinkRuntimeException("state can't be written: block=" + state.block(), e);
    }
  }

  /** The pages of one block. */
  private final class Pages implements PageStore {
    private final Integer key;

    Pages(Integer key) {
      this.key = key;
    }

    @Override
    public @Nullable RowPage get(int page) {
      backend.setCurrentKey(key);
      try {
        return pages.get(page);
      } catch (Exception e) {
        throw new FlinkRuntimeException("rows can't be read: page=" + page, e);
      }
    }

    @Override
    public BitSet numbers() {
      backend.setCurrentKey(key);
      BitSet numbers = new BitSet();
      try {
        pages.keys().forEach(numbers::set);
      } catch (Exception e) {
        throw new FlinkRuntimeException("rows can't be listed", e);
      }
      return numbers;
    }

    @Override
    public void put(int page, RowPage content) {
      backend.setCurrentKey(key);
      try {
        pages.put(page, content);
      } catch (Exception e) {
        throw new FlinkRuntimeException("rows can't be written: page=" + page, e);
      }
    }
  }
}
