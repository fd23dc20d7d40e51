package io.tributary.sharded;

import io.tributary.sharded.ShardMessage.Register;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which sources of an incarnation have registered with a shard. */
final class Registrations {
  private final BitSet registered = new BitSet();
  private long[] sessions = new long[0];
  private long epoch = ShardState.NO_EPOCH;
  private List<Epoch> former = List.of();

  void add(Register register) {
    if (sessions.length == 0) {
      sessions = new long[register.sources()];
      epoch = register.epoch();
    }
    int source = register.source();
    if (register.sources() != sessions.length
        || register.epoch() != epoch
        || registered.get(source)) {
      throw new IllegalStateException(
          "sources disagree on their group: "
              + register
              + " sources="
              + sessions.length
              + " epoch="
              + epoch
              + " registered="
              + registered);
    }
    // Those who know fewer former epochs know that the others are done.
    if (registered.isEmpty() || register.former().size() < former.size()) {
      former = register.former();
    }
    registered.set(source);
    sessions[source] = register.session();
  }

  boolean isComplete() {
    return sessions.length > 0 && registered.cardinality() == sessions.length;
  }

  int sources() {
    return sessions.length;
  }

  long[] sessions() {
    return sessions.clone();
  }

  /** Returns the session under which the incarnation announces itself, 0 when it is not known. */
  long firstSession() {
    return registered.get(0) ? sessions[0] : 0;
  }

  long epoch() {
    return epoch;
  }

  /** Returns true when a source of an epoch now says things under a session. */
  boolean knows(Errors.Header errors) {
    int source = errors.epoch() == epoch ? errors.source() : 0;
    return source < sessions.length
        && registered.get(source)
        && sessions[source] == errors.session();
  }

  /** Returns the epochs after one, with what is known of each. */
  List<Epoch> after(long begun) {
    List<Epoch> epochs = new ArrayList<>();
    for (Epoch one : former) {
      if (one.number() > begun) {
        epochs.add(one);
      }
    }
    if (epoch > begun) {
      epochs.add(new Epoch(epoch, ShardState.unknownEnds(sessions.length)));
    }
    return epochs;
  }

  /** Returns how many batches each source of a former epoch had sent, or null. */
  long @Nullable [] sent(long ofEpoch) {
    for (Epoch one : former) {
      if (one.number() == ofEpoch) {
        return one.sent();
      }
    }
    return null;
  }
}
