package io.tributary.sharded;

import io.tributary.learner.SparseLayer;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Partial;
import io.tributary.sharded.LoopMessage.Announced;
import io.tributary.sharded.ShardMessage.Part;
import io.tributary.sharded.ShardMessage.Register;
import io.tributary.sharded.exact.ExactTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one block's rows. It sums up what the rows come to for each mini-batch, and later
 * applies the errors, batch after batch in one order.
 *
 * <p>Not thread safe, and never blocks: each call does all that can be done now.
 */
public final class Shard {
  private record BatchId(int source, long round) {}

  private final ShardedConfig config;
  private final BlockRows rows;
  private final ShardState state;
  private final ShardOutput out;
  private final LayerSteps steps;
  private final BlockPublisher publisher;
  private final Registrations registrations = new Registrations();
  private final Rivals rivals;
  private final Map<BatchId, Errors> held = new HashMap<>();
  private final long restoredGeneration;
  private boolean open;
  private long opened = -1;
  private long unknown;
  private long repeated;
  private long impossible;

  /**
   * Creates the shard of a block, new or restored, whose rows are found by their offset.
   *
   * @param layer what a row means
   * @param rows the block's rows
   * @param clock now, in ms since the epoch
   */
  public Shard(
      ShardedConfig config,
      SparseLayer layer,
      Rows rows,
      ShardState state,
      LongSupplier clock,
      ShardOutput out) {
    this(
        config,
        layer,
        new OffsetRows(rows, state, config.layout().firstOf(state.block), layer.width()),
        state,
        clock,
        out);
  }

  /**
   * Creates the shard of a block, new or restored, whose features have rows of their own.
   *
   * @param layer what a row means
   * @param table the block's rows; a checkpoint has its snapshot beside the state
   * @param clock now, in ms since the epoch
   */
  public Shard(
      ShardedConfig config,
      SparseLayer layer,
      ExactTable table,
      ShardState state,
      LongSupplier clock,
      ShardOutput out) {
    this(config, layer, new KeyRows(table, state), state, clock, out);
  }

  private Shard(
      ShardedConfig config,
      SparseLayer layer,
      BlockRows rows,
      ShardState state,
      LongSupplier clock,
      ShardOutput out) {
    this.config = config;
    this.rows = rows;
    this.state = state;
    this.out = out;
    state.requireFits(config.layout());
    steps = new LayerSteps(layer, rows, config.layout().blocks());
    publisher = new BlockPublisher(config, layer.width(), rows, state, clock, out);
    rivals = new Rivals(clock, out);
    restoredGeneration = state.generation;
  }

  /** Takes a message of a batcher. */
  public void onMessage(ShardMessage message) {
    if (message instanceof Register register) {
      onRegister(register);
    } else if (message instanceof Part part) {
      state.add(part);
    }
    pump();
  }

  private void onRegister(Register register) {
    registrations.add(register);
    long above = Incarnations.above(restoredGeneration, register.session());
    state.generation = Math.max(state.generation, Math.max(above, register.generation()));
    out.toCombiner(
        new Joined(
            state.block,
            register.source(),
            register.sources(),
            register.session(),
            register.epoch(),
            state.epoch,
            state.generation));
    if (registrations.isComplete()) {
      beginOrGoOn();
      open = true;
    }
  }

  /** Opens the block under a generation that the own incarnation has announced. */
  private void onAnnounced(Announced announced) {
    if (announced.session() != registrations.firstSession()) {
      rivals.note(announced.generation());
    } else if (open && announced.generation() > opened) {
      opened = announced.generation();
      state.generation = opened;
      long[] sessions = registrations.sessions();
      long[] rounds = new long[sessions.length];
      Arrays.fill(rounds, -1);
      boolean same = state.epoch == registrations.epoch();
      publisher.open(sessions, same ? state.appliedRounds() : rounds, hasEnded());
    }
    rivals.look(opened);
  }

  private void beginOrGoOn() {
    if (state.epoch == ShardState.NO_EPOCH) {
      beginNext();
    } else if (state.epoch == registrations.epoch()
        && state.ends.length != registrations.sources()) {
      throw new IllegalStateException(
          "number of sources differs from the snapshot: block="
              + state.block
              + " sources="
              + registrations.sources()
              + " snapshot="
              + state.ends.length);
    }
    long[] sent = registrations.sent(state.epoch);
    if (sent != null) {
      state.ends = sent.clone();
    }
  }

  private void beginNext() {
    Epoch next = registrations.after(state.epoch).get(0);
    state.begin(next.number(), next.sent());
  }

  /**
   * Takes what is on the errors topic. Takes no errors twice, and none of an incarnation that has
   * failed.
   */
  public void onLoop(LoopMessage message) {
    if (message instanceof Errors errors) {
      onErrors(errors);
    } else if (message instanceof Announced announced) {
      onAnnounced(announced);
    }
  }

  private void onErrors(Errors errors) {
    Errors.Header header = errors.header();
    if (!registrations.knows(header)) {
      unknown++;
      return;
    }
    if (header.epoch() != state.epoch
        || header.source() >= state.ends.length
        || header.round() < state.applied[header.source()]) {
      repeated++;
      return;
    }
    KeptPart part = state.part(header.source(), header.round());
    if (part == null || part.sums() == null || !steps.fits(part.part(), errors)) {
      impossible++; // Without the sums of this shard nobody can know them.
      return;
    }
    if (held.putIfAbsent(new BatchId(header.source(), header.round()), errors) != null) {
      repeated++;
    }
    pump();
  }

  /** Publishes what has waited long enough. */
  public void onTimer() {
    publisher.onTimer();
    rivals.onTimer(opened);
  }

  private void pump() {
    boolean moved = open;
    while (moved) {
      moved = forwardAll();
      if (state.isOver() && state.epoch < registrations.epoch()) {
        beginNext();
        moved = true;
      } else {
        moved |= !state.isOver() && applyNext();
      }
    }
  }

  private boolean forwardAll() {
    boolean moved = false;
    for (int source = 0; source < state.ends.length; source++) {
      KeptPart kept = nextToForward(source);
      while (kept != null) {
        Part part = kept.part();
        float[] sums = steps.forward(part);
        state.forwarded(kept, sums);
        out.toCombiner(
            new Partial(state.block, source, state.epoch, part.round(), part.members(), sums));
        moved = true;
        kept = nextToForward(source);
      }
    }
    return moved;
  }

  private @Nullable KeptPart nextToForward(int source) {
    long round = state.forwarded[source];
    long needed = Math.max(0, round - config.inFlight());
    boolean may =
        config.closesByCountOnly() ? state.round == needed && !state.begun : state.round >= needed;
    return may ? state.part(source, round) : null;
  }

  /** Applies the batch whose turn it is, or ends the round; false when it has to wait. */
  private boolean applyNext() {
    while (state.turn < state.ends.length && state.ends[state.turn] <= state.round) {
      state.turn++;
    }
    if (state.turn == state.ends.length) {
      state.round++;
      state.turn = 0;
      state.begun = false;
      publisher.roundApplied(hasEnded());
      return true;
    }
    int source = state.turn;
    KeptPart part = state.part(source, state.round);
    if (part == null || !mayApply()) {
      return false;
    }
    Errors errors = held.remove(new BatchId(source, state.round));
    if (errors == null) {
      return false;
    }
    apply(part, errors);
    return true;
  }

  /** Returns true unless some forward step still needs the state as it is, to be reproducible. */
  private boolean mayApply() {
    if (config.closesByCountOnly() && !state.begun) {
      long needed = state.round + config.inFlight() + 1;
      for (int source = 0; source < state.ends.length; source++) {
        if (state.forwarded[source] < Math.min(state.ends[source], needed)) {
          return false;
        }
      }
    }
    return true;
  }

  private void apply(KeptPart kept, Errors errors) {
    Part part = kept.part();
    state.times.note(part.source(), errors.newestEventTime());
    rows.advance(state.times.reached(state.ends, state.applied));
    steps.apply(kept, errors);
    state.examples += part.examples();
    state.newExamples += part.examples();
    state.newestEventTime = Math.max(state.newestEventTime, errors.newestEventTime());
    state.oldestSentTime = Batcher.earlier(state.oldestSentTime, errors.oldestSentTime());
    state.parts.get(part.source()).remove(0);
    state.applied[part.source()]++;
    state.begun = true;
    state.turn++;
  }

  private boolean hasEnded() {
    return state.isOver() && state.epoch == registrations.epoch();
  }

  /**
   * Returns true when it knows the last batches of all sources, so that it will end once their
   * errors are told.
   */
  public boolean inputEnded() {
    return registrations.isComplete()
        && state.knownEnds(registrations.epoch()) == registrations.sources();
  }

  /** Returns true when the input of all sources has ended and is applied. */
  public boolean ended() {
    return opened >= 0 && hasEnded() && !rivals.isOutranked(opened);
  }

  /** Returns the state: live, not a copy. */
  public ShardState state() {
    return state;
  }

  /** Returns what has become of its features, or null when rows are found by offset. */
  public @Nullable TableCounts tableCounts() {
    return rows.counts();
  }

  /** Returns the number of errors that wait for their turn. */
  public int heldErrors() {
    return held.size();
  }

  /** Returns how many errors were passed over because their session is not known. */
  public long unknownErrors() {
    return unknown;
  }

  /** Returns how many errors were passed over because they were known already. */
  public long repeatedErrors() {
    return repeated;
  }

  /** Returns how many errors were passed over because they can't be true. */
  public long impossibleErrors() {
    return impossible;
  }
}
