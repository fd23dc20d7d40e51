package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.model.SparseValues;
import java.util.List;

/** What a replica tells the master of a block. Messages of one replica arrive in order. */
public sealed interface ReplicaMessage {
  /** Returns the block whose master it is for. */
  int block();

  /** Returns the sender, 0 to replicas - 1. */
  int replica();

  /**
   * A replica has started, in a new incarnation of the job.
   *
   * @param replicas number of replicas of this incarnation
   * @param session random number of this replica's incarnation
   * @param generation the least generation it proposes
   * @param rescaled true when the incarnation has another number of replicas than the one it goes
   *     on from: the master folds in all that waits, and begins anew with these replicas
   * @param leftovers when rescaled, what the open rounds of the earlier replicas that this one
   *     takes over had learned about the block, in their names
   */
  record Registered(
      int block,
      int replica,
      int replicas,
      long session,
      long generation,
      boolean rescaled,
      List<Delta> leftovers)
      implements ReplicaMessage {
    /** A replica of a group that is the same as before, or new. */
    Registered(int block, int replica, int replicas, long session, long generation) {
      this(block, replica, replicas, session, generation, false, List.of());
    }
  }

  /**
   * What a replica learned about one block in one round.
   *
   * @param round number of the round, from 0
   * @param baseVersion the version of the block it learned on
   * @param examples examples of the round, whether or not they touched the block
   * @param activeCoordinates sum of their active coordinates, over all blocks
   * @param last true when the replica's input has ended and this is its last round
   * @param newestEventTime event time of the newest example, or {@link Example#NO_TIME}
   * @param oldestSentTime when the oldest example was sent, or {@link Example#NO_TIME}
   * @param frontier event time to which the replica has come in its backlog; {@link #NO_BACKLOG}
   *     when it has none, and NO_TIME when there is nothing new to say
   * @param changes for each coordinate touched, the change of each of its lanes
   * @param curvature of the round, for each coordinate touched
   */
  record Delta(
      int block,
      int replica,
      long round,
      long baseVersion,
      int examples,
      long activeCoordinates,
      boolean last,
      long newestEventTime,
      long oldestSentTime,
      long frontier,
      SparseValues changes,
      Curvature curvature)
      implements ReplicaMessage {
    /** The frontier of a replica that has learned all there is. */
    static final long NO_BACKLOG = Long.MAX_VALUE;

    /** Returns true when the replica says that it has a backlog. */
    boolean hasBacklog() {
      return frontier != NO_BACKLOG && frontier != Example.NO_TIME;
    }
  }
}
