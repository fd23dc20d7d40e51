package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.VersionDigests;
import io.tributary.sharded.ShardMessage.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the shard of a block keeps across restarts, but for its rows. Errors that wait are not
 * in it: combiners send again what a restored shard lacks.
 */
public final class ShardState {
  /** The number of batches of a source that has not said which one is its last. */
  static final long UNKNOWN = Long.MAX_VALUE;

  static final long NO_EPOCH = -1;

  final int block;
  long generation;
  long version;
  VersionDigests digests = VersionDigests.START;
  long examples;
  long newestEventTime = Example.NO_TIME;

  // What the next update will tell of.
  long newExamples;
  long oldestSentTime = Example.NO_TIME;
  final BitSet touched = new BitSet();

  /** Where features have rows of their own, the features that the next update will tell of. */
  final KeyBag touchedKeys = new KeyBag();

  /** Touched rows of a snapshot. Until it is known how many a block has, no set is made of them. */
  int[] readTouched = new int[0];

  long epoch = NO_EPOCH;

  /** The round being applied, the source whose turn it is, and whether it has begun. */
  long round;

  int turn;
  boolean begun;

  /** For each source, how many batches it has in this epoch, and how many went through a step. */
  long[] ends = new long[0];

  long[] forwarded = new long[0];
  long[] applied = new long[0];

  /** How far the event time of each source has come. */
  final SourceTimes times = new SourceTimes();

  /** The parts of each source that are not applied, in order. */
  List<List<KeptPart>> parts = new ArrayList<>();

  /** Those of epochs that have not begun, in the order of each source. */
  List<Part> later = new ArrayList<>();

  /** Creates the state of an empty block. */
  public ShardState(int block) {
    this.block = block;
  }

  /**
   * Checks that it is of a model's block; call before all else.
   *
   * @throws IllegalStateException when it is of a model of another size
   */
  public void requireFits(BlockLayout layout) {
    int most = readTouched.length == 0 ? 0 : readTouched[readTouched.length - 1];
    if (block >= layout.blocks() || most >= layout.blockSize()) {
      throw new IllegalStateException(
          "snapshot is of another model, whose bits and blocks can't change: block="
              + block
              + " row="
              + most
              + " expectedBlocks="
              + layout.blocks()
              + " expectedRows="
              + layout.blockSize());
    }
    for (int offset : readTouched) {
      touched.set(offset);
    }
    readTouched = new int[0];
  }

  /** Returns the rows that the next update will tell of, in order. */
  int[] touchedRows() {
    return readTouched.length > 0 ? readTouched.clone() : touched.stream().toArray();
  }

  /** Begins an epoch, of whose sources this is known. */
  void begin(long newEpoch, long[] knownEnds) {
    resize(newEpoch, knownEnds);
    List<Part> waiting = later;
    later = new ArrayList<>();
    waiting.forEach(this::add);
  }

  void resize(long newEpoch, long[] knownEnds) {
    epoch = newEpoch;
    round = 0;
    turn = 0;
    begun = false;
    ends = knownEnds.clone();
    forwarded = new long[ends.length];
    applied = new long[ends.length];
    times.resize(ends.length);
    parts = new ArrayList<>();
    for (int source = 0; source < ends.length; source++) {
      parts.add(new ArrayList<>(4));
    }
  }

  static long[] unknownEnds(int sources) {
    long[] ends = new long[sources];
    Arrays.fill(ends, UNKNOWN);
    return ends;
  }

  /** Takes a part, of this epoch or a later one. */
  void add(Part part) {
    if (part.epoch() > epoch) {
      later.add(part);
      return;
    }
    int source = part.source();
    if (part.epoch() < epoch
        || source >= ends.length
        || part.round() != applied[source] + parts.get(source).size()) {
      throw new IllegalStateException(
          "part out of order: "
              + part
              + " stateEpoch="
              + epoch
              + " sources="
              + ends.length
              + " arrived="
              + (source < ends.length ? applied[source] + parts.get(source).size() : 0));
    }
    parts.get(source).add(new KeptPart(part, null));
    if (part.last()) {
      ends[source] = part.round() + 1;
    }
  }

  /** Returns a part that is here, or null. */
  @Nullable KeptPart part(int source, long ofRound) {
    List<KeptPart> all = parts.get(source);
    long at = ofRound - applied[source];
    return at >= 0 && at < all.size() ? all.get((int) at) : null;
  }

  /** Keeps the sums of the next part of a source that has none. */
  void forwarded(KeptPart part, float[] sums) {
    int source = part.part().source();
    int at = (int) (forwarded[source]++ - applied[source]);
    parts.get(source).set(at, new KeptPart(part.part(), sums));
  }

  /** Returns true when all batches of this epoch are applied. */
  boolean isOver() {
    for (long end : ends) {
      if (end > round) {
        return false;
      }
    }
    return epoch != NO_EPOCH;
  }

  /** Returns of how many sources of an epoch the last batch is known. */
  int knownEnds(long ofEpoch) {
    if (epoch == ofEpoch) {
      return (int) Arrays.stream(ends).filter(end -> end != UNKNOWN).count();
    }
    return (int) later.stream().filter(part -> part.epoch() == ofEpoch && part.last()).count();
  }

  /** Returns the last applied round of each source of a number of them, -1 for none. */
  long[] appliedRounds() {
    long[] rounds = new long[applied.length];
    Arrays.setAll(rounds, source -> applied[source] - 1);
    return rounds;
  }

  /** Returns the block. */
  public int block() {
    return block;
  }

  /** Returns the number of updates. */
  public long version() {
    return version;
  }

  /** Returns the incarnation. */
  public long generation() {
    return generation;
  }

  /** Returns how many examples are applied. */
  public long examples() {
    return examples;
  }

  /** Returns the event time of the newest of them, or {@link Example#NO_TIME}. */
  public long newestEventTime() {
    return newestEventTime;
  }

  /** Returns the number of parts that wait for a step. */
  public int keptParts() {
    int sum = later.size();
    for (List<KeptPart> all : parts) {
      sum += all.size();
    }
    return sum;
  }

  /** Returns an equal state that shares nothing that changes. */
  public ShardState copy() {
    ShardState copy = new ShardState(block);
    copy.readTouched = readTouched;
    copy.touched.or(touched);
    copy.touchedKeys.addAll(touchedKeys.keys());
    copy.generation = generation;
    copy.version = version;
    copy.digests = digests;
    copy.examples = examples;
    copy.newestEventTime = newestEventTime;
    copy.newExamples = newExamples;
    copy.oldestSentTime = oldestSentTime;
    copy.resize(epoch, ends);
    copy.round = round;
    copy.turn = turn;
    copy.begun = begun;
    copy.forwarded = forwarded.clone();
    copy.applied = applied.clone();
    copy.times.copyFrom(times);
    for (int source = 0; source < parts.size(); source++) {
      copy.parts.get(source).addAll(parts.get(source));
    }
    copy.later.addAll(later);
    return copy;
  }
}
