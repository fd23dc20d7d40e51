package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.LedgerEntry;
import io.tributary.model.BlockDigest;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import java.io.DataInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/** The replicas' ledgers in checkpoints and savepoints. */
final class Ledgers {
  private Ledgers() {}

  /** Returns the ledger of each replica in a savepoint. */
  static List<List<LedgerEntry>> of(String savepoint) throws Exception {
    try (var metadata =
        new DataInputStream(
            AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(savepoint)
                .getMetadataHandle()
                .openInputStream())) {
      List<List<LedgerEntry>> ledgers = new ArrayList<>();
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(metadata, Ledgers.class.getClassLoader(), savepoint)
              .getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          ledgers.addAll(of(subtask));
        }
      }
      return ledgers;
    }
  }

  /** Returns the ledger of each replica in the state of their operator. */
  static List<List<LedgerEntry>> of(OperatorSubtaskState state) throws Exception {
    List<List<LedgerEntry>> ledgers = new ArrayList<>();
    for (OperatorStateHandle handle : state.getManagedOperatorState()) {
      if (handle.getStateNameToPartitionOffsets().containsKey(ReplicaTask.LEDGER.getName())) {
        ledgers.add(read(handle));
      }
    }
    return ledgers;
  }

  private static List<LedgerEntry> read(OperatorStateHandle handle) throws Exception {
    try (var closing = new CloseableRegistry();
        var backend =
            new DefaultOperatorStateBackendBuilder(
                    Ledgers.class.getClassLoader(),
                    new ExecutionConfig(),
                    false,
                    List.of(handle),
                    closing)
                .build()) {
      List<LedgerEntry> entries = new ArrayList<>();
      backend
          .getBroadcastState(ReplicaTask.LEDGER)
          .immutableEntries()
          .forEach(entry -> entries.add(entry.getValue()));
      return entries;
    }
  }

  /** Checks that all ledgers have the same of the same version of a block. */
  static void assertThatTheyAgree(Collection<List<LedgerEntry>> ledgers) {
    Map<List<Long>, List<Long>> known = new HashMap<>();
    for (List<LedgerEntry> ledger : ledgers) {
      for (LedgerEntry entry : ledger) {
        List<Long> what = List.of(entry.examples(), entry.digest());
        List<Long> other = known.putIfAbsent(List.of((long) entry.block(), entry.version()), what);
        if (other != null) {
          assertThat(what).as("%s of one replica and of another", entry).isEqualTo(other);
        }
      }
    }
  }

  /** Checks that ledgers are of the updates that the masters of their incarnation published. */
  static void assertThatTheyArePublished(
      Collection<List<LedgerEntry>> ledgers, List<BlockMessage> topic) {
    Map<List<Long>, List<Long>> published = new HashMap<>();
    for (BlockMessage message : topic) {
      if (message instanceof Opening opening) {
        published.put(
            key(opening, opening.version()),
            List.of(opening.progress().examples(), opening.digests().at(opening.version())));
      } else if (message instanceof Update update) {
        long before = published.get(key(update, update.version() - 1)).get(1);
        published.put(
            key(update, update.version()),
            List.of(update.progress().examples(), BlockDigest.next(before, update.checksum())));
      }
    }
    for (List<LedgerEntry> ledger : ledgers) {
      for (LedgerEntry entry : ledger) {
        assertThat(List.of(entry.examples(), entry.digest()))
            .as("%s and the topic", entry)
            .isEqualTo(
                published.get(List.of((long) entry.block(), entry.generation(), entry.version())));
      }
    }
  }

  private static List<Long> key(BlockMessage message, long version) {
    return List.of((long) message.block(), message.generation(), version);
  }

  /** Returns a state in which the last digest of each ledger is another one. */
  static OperatorSubtaskState tampered(OperatorSubtaskState state) {
    List<OperatorStateHandle> handles = new ArrayList<>();
    for (OperatorStateHandle handle : state.getManagedOperatorState()) {
      // Broadcast state is the last that Flink writes, and a digest the last of an entry.
      byte[] bytes = ((ByteStreamStateHandle) handle.getDelegateStateHandle()).getData().clone();
      bytes[bytes.length - 1] ^= 1;
      handles.add(
          new OperatorStreamStateHandle(
              handle.getStateNameToPartitionOffsets(),
              new ByteStreamStateHandle("tampered", bytes)));
    }
    return OperatorSubtaskState.builder()
        .setManagedOperatorState(new StateObjectCollection<>(handles))
        .build();
  }
}
