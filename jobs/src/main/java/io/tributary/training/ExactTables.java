package io.tributary.training;

import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind;
import io.tributary.sharded.exact.ExactTable;
import io.tributary.sharded.exact.ExactTableSnapshot;
import io.tributary.sharded.exact.ExactTableSnapshotCodec;
import io.tributary.sharded.exact.ExactTableSpec;
import io.tributary.types.CodecSerializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The exact tables of the blocks of a task, and their snapshots in keyed state: a complete one, and
 * what each checkpoint since has changed. All of a chain is in the state, so a checkpoint that is
 * aborted loses nothing, and a backend with incremental checkpoints writes the last link only.
 */
final class ExactTables {
  private static final String STATE = "exact-table";

  /** Then a chain begins anew: a restored task reads all of it. */
  private static final int MOST_SNAPSHOTS = 32;

  private final ModelSpec model;
  private final TableKind.Exact kind;
  private final KeyedStateBackend<Integer> backend;
  private final BlockKeys keys;
  private final MapState<Integer, ExactTableSnapshot> snapshots;
  private final Map<Integer, ExactTable> tables = new HashMap<>();

  /** For each block, how many snapshots its chain has. */
  private final Map<Integer, Integer> lengths = new HashMap<>();

  ExactTables(
      ModelSpec model,
      TableKind.Exact kind,
      KeyedStateStore store,
      KeyedStateBackend<Integer> backend,
      BlockKeys keys) {
    this.model = model;
    this.kind = kind;
    this.backend = backend;
    this.keys = keys;
    snapshots =
        store.getMapState(
            new MapStateDescriptor<>(
                STATE,
                IntSerializer.INSTANCE,
                CodecSerializer.of(ExactTableSnapshotCodec.INSTANCE)));
  }

  /**
   * Returns the table of a block, new or restored.
   *
   * @throws IllegalStateException when the restored one is of other settings
   */
  ExactTable table(int block) {
    return tables.computeIfAbsent(block, this::read);
  }

  private ExactTable read(int block) {
    ExactTableSpec spec = ExactTableSpec.of(kind, model.layout().blocks(), model.sparse().width());
    List<ExactTableSnapshot> chain = chain(block);
    lengths.put(block, chain.size());
    if (chain.isEmpty()) {
      return new ExactTable(spec);
    }
    ExactTable restored = ExactTable.restore(chain);
    if (!restored.spec().equals(spec)) {
      throw new IllegalStateException(
          "snapshot is of another exact table, whose settings can't change: block="
              + block
              + " table="
              + restored.spec()
              + " expected="
              + spec);
    }
    return restored;
  }

  private List<ExactTableSnapshot> chain(int block) {
    backend.setCurrentKey(keys.of(block));
    List<ExactTableSnapshot> chain = new ArrayList<>();
    try {
      ExactTableSnapshot next = snapshots.get(0);
      while (next != null) {
        chain.add(next);
        next = snapshots.get(chain.size());
      }
      return chain;
    } catch (Exception e) {
      throw new FlinkRuntimeException("exact table can't be read: block=" + block, e);
    }
  }

  /** Keeps what has changed of a block's table since the last time. */
  void write(int block) {
    ExactTable table = table(block);
    int length = lengths.getOrDefault(block, 0);
    backend.setCurrentKey(keys.of(block));
    try {
      if (length == 0 || length == MOST_SNAPSHOTS) {
        snapshots.clear();
        snapshots.put(0, table.complete());
        lengths.put(block, 1);
      } else {
        snapshots.put(length, table.increment());
        lengths.put(block, length + 1);
      }
    } catch (Exception e) {
      throw new FlinkRuntimeException("exact table can't be written: block=" + block, e);
    }
  }
}
