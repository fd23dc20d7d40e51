package io.tributary.sharded;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.HeadLearner;
import io.tributary.learner.HeadStep;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.Replica;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.ReplicaLedger;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.merge.ReplicaOutput;
import io.tributary.merge.ReplicaSnapshot;
import io.tributary.merge.ReplicaStats;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A combiner's copy of the dense table. It learns from the examples of its combiner, and is merged
 * with those of other combiners as the replicas of data parallelism are: it is a {@link Replica},
 * whose examples are the sums over their rows.
 *
 * <p>Its rounds end after so many mini-batches. All combiners count the same batches, so when
 * nothing else ends rounds, the model is the same at every run. It takes examples only while it has
 * an open round, and so never holds any.
 *
 * <p>A replica numbers the blocks of its tables from 0. In the model, the dense table's follow
 * those of the sparse one. This class translates between the two.
 */
public final class DenseReplica {
  private final HeadLearner learner;
  private final Replica replica;
  private final int firstBlock;
  private final int batchesOfRound;
  private final FeatureVector sums = new FeatureVector();
  private boolean ended;

  /**
   * Creates a replica that has learned nothing.
   *
   * @param index number of its combiner
   * @param replicas number of combiners
   * @param session random number of this incarnation
   * @param learner of the dense table
   * @param firstBlock number of the dense table's first block in the model
   * @param config when rounds end that no batch ends; their size is {@linkplain
   *     io.tributary.merge.RoundSize#endless endless}
   * @param batchesOfRound how many mini-batches a round has
   * @param clock now, in ms since the epoch
   */
  public DenseReplica(
      int index,
      int replicas,
      long session,
      HeadLearner learner,
      int firstBlock,
      ReplicaConfig config,
      int batchesOfRound,
      LongSupplier clock,
      ReplicaOutput out) {
    if (batchesOfRound < 1 || !config.roundSize().isEndless()) {
      throw new IllegalArgumentException(
          "rounds don't end with batches: batchesOfRound=" + batchesOfRound + " config=" + config);
    }
    this.learner = learner;
    this.firstBlock = firstBlock;
    this.batchesOfRound = batchesOfRound;
    replica =
        new Replica(
            index,
            replicas,
            session,
            config,
            learner,
            // Combiners count predictions themselves.
            new ReplicaStats(Link.IDENTITY, new WindowedMetrics(WindowedMetrics.LEAST_WINDOW)),
            clock,
            new InModel(out));
  }

  /** Goes on where a checkpoint was taken, with those of all combiners; before {@link #start}. */
  public void restore(List<ReplicaSnapshot> all) {
    replica.restore(all);
  }

  /** Announces this incarnation to the masters; call once, before all else. */
  public void start() {
    replica.start();
  }

  /** Returns true while it takes examples. */
  boolean isReady() {
    return replica.wantsExamples();
  }

  /**
   * Predicts and learns an example.
   *
   * @param of its sums
   * @return what it was predicted to be, and how its sums should have been
   */
  HeadStep learn(double[] of, float label, float weight, long eventTime, long sentTime) {
    sums.clear();
    for (int i = 0; i < of.length; i++) {
      sums.add(i, (float) of[i]);
    }
    replica.onExample(new Example(0, eventTime, sentTime, label, weight, sums));
    if (replica.heldExamples() > 0) {
      throw new IllegalStateException("replica holds an example: round=" + replica.round());
    }
    return learner.step();
  }

  /** Takes note that a mini-batch of the combiner's source is learned. */
  void batchEnded(long round) {
    if ((round + 1) % batchesOfRound == 0) {
      replica.endRound();
    }
  }

  /** Takes note that no batch will follow; once more does nothing. */
  void endInput() {
    if (!ended) {
      ended = true;
      replica.endInput();
    }
  }

  /** Takes note of what the master of a block says; blocks of other tables are passed over. */
  public void onMessage(BlockMessage message) {
    if (message.block() >= firstBlock) {
      replica.onMessage(ofTable(message));
    }
  }

  /** Takes note that there was a record in place of a message that is none. */
  public void onSkipped() {
    replica.onSkipped();
  }

  /** Ends rounds whose time is over. */
  public void onTimer() {
    replica.onTimer();
  }

  /** Returns true when the input of all combiners has ended and everything is merged. */
  public boolean ended() {
    return replica.ended();
  }

  /** Returns how many rounds its table is behind the round being learned. */
  public long stalenessRounds() {
    return replica.stalenessRounds();
  }

  /** Returns how many records were passed over because they can't be read, or can't be true. */
  public long skipped() {
    return replica.skipped();
  }

  /** Returns what is installed, on record. */
  public ReplicaLedger ledger() {
    return replica.ledger();
  }

  /** Returns all that it needs when it is restored. */
  public List<ReplicaSnapshot> snapshots() {
    return replica.snapshots();
  }

  private BlockMessage ofTable(BlockMessage message) {
    int block = message.block() - firstBlock;
    if (message instanceof Opening one) {
      return new Opening(
          block,
          one.generation(),
          one.version(),
          one.part(),
          one.parts(),
          one.sessions(),
          one.mergedRounds(),
          one.ended(),
          one.progress(),
          one.values(),
          one.shape(),
          one.digests());
    } else if (message instanceof Update one) {
      // The checksum stays that of the block in the model: whoever compares has the same.
      return new Update(
          block,
          one.generation(),
          one.version(),
          one.replica(),
          one.round(),
          one.ended(),
          one.progress(),
          one.values(),
          one.checksum());
    }
    RoundDue due = (RoundDue) message;
    return new RoundDue(block, due.generation(), due.round());
  }

  /** Sends messages under the numbers that blocks have in the model. */
  private final class InModel implements ReplicaOutput {
    private final ReplicaOutput out;

    InModel(ReplicaOutput out) {
      this.out = out;
    }

    @Override
    public void send(ReplicaMessage message) {
      out.send(message instanceof Registered one ? inModel(one) : inModel((Delta) message));
    }

    private Registered inModel(Registered one) {
      return new Registered(
          firstBlock + one.block(),
          one.replica(),
          one.replicas(),
          one.session(),
          one.generation(),
          one.rescaled(),
          one.leftovers().stream().map(this::inModel).toList());
    }

    private Delta inModel(Delta one) {
      return new Delta(
          firstBlock + one.block(),
          one.replica(),
          one.round(),
          one.baseVersion(),
          one.examples(),
          one.activeCoordinates(),
          one.last(),
          one.newestEventTime(),
          one.oldestSentTime(),
          one.frontier(),
          one.changes(),
          one.curvature());
    }

    @Override
    public void wakeAt(long timeMillis) {
      out.wakeAt(timeMillis);
    }
  }
}
