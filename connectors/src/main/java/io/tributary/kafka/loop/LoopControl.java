package io.tributary.kafka.loop;

import io.tributary.kafka.SkippedUpdates;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the replicas of a job tell the sources in the same process; Flink's streams go one way only.
 * A replica that must wait closes the gate of its source. When all is merged, the replica lets its
 * source of updates end. The replicas of a process also share the updates that they are given.
 * Every slot that runs a source runs a replica, so both are in one process.
 */
public final class LoopControl {
  private static final ConcurrentMap<String, LoopControl> JOBS = new ConcurrentHashMap<>();

  private final ConcurrentMap<Integer, Gate> gates = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Gate> ends = new ConcurrentHashMap<>();
  private final Gate end = Gate.closed();
  private final SkippedUpdates skipped = new SkippedUpdates();
  private final DecodedUpdates updates = new DecodedUpdates();
  private final UpdatesFeed feed = new UpdatesFeed();
  private final UpdatesFeed denseFeed = new UpdatesFeed();

  private int users;

  private LoopControl() {}

  /**
   * Returns the control of a job, by a name that is unique to the job's submission. Each caller
   * closes what it gets. Tasks of a failed incarnation may still use the control when tasks of the
   * next one come. All of them share one control, and it is forgotten when the last of them closes
   * it.
   */
  public static Use use(String job) {
    return new Use(
        job,
        JOBS.compute(
            job,
            (name, known) -> {
              LoopControl control = known == null ? new LoopControl() : known;
              control.users++;
              return control;
            }));
  }

  private static void leave(String job) {
    JOBS.computeIfPresent(job, (name, control) -> --control.users == 0 ? null : control);
  }

  /** Returns true while somebody uses the control of a job. */
  public static boolean isInUse(String job) {
    return JOBS.containsKey(job);
  }

  /** One caller's use of the control of a job. Thread safe. */
  public static final class Use implements AutoCloseable {
    private final String job;
    private final LoopControl control;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Use(String job, LoopControl control) {
      this.job = job;
      this.control = control;
    }

    /** Returns the control. */
    public LoopControl control() {
      return control;
    }

    /** Ends the use; once more does nothing. */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        leave(job);
      }
    }
  }

  /** Returns the gate of a subtask's source, open until it is closed. */
  public Gate gate(int subtask) {
    return gates.computeIfAbsent(subtask, index -> new Gate());
  }

  /** Returns the gate that opens when a subtask's source may end, closed until then. */
  public Gate replicaEnd(int subtask) {
    return ends.computeIfAbsent(subtask, index -> Gate.closed());
  }

  /** Returns the log of updates that this process passes over. */
  public SkippedUpdates skipped() {
    return skipped;
  }

  /** Returns the updates as the sources of this process read them. */
  public UpdatesFeed feed() {
    return feed;
  }

  /** Returns the updates of a dense table, where sources read the topic of errors. */
  public UpdatesFeed denseFeed() {
    return denseFeed;
  }

  /** Returns the updates that a replica of this process has decoded lately. */
  public DecodedUpdates updates() {
    return updates;
  }

  /** Returns the gate that opens when the source of updates may end, where there is one for all. */
  public Gate updatesEnd() {
    return end;
  }

  /** A gate that a replica opens and closes and a source waits at. */
  public static final class Gate {
    private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

    private volatile CompletableFuture<Void> opened = OPEN;
    private volatile CompletableFuture<Void> alsoCompletes = OPEN;

    private Gate() {}

    private static Gate closed() {
      Gate gate = new Gate();
      gate.set(false);
      return gate;
    }

    /** Opens or closes it; cheap when nothing changes. */
    public void set(boolean open) {
      if (opened.isDone() != open) {
        change(open);
      }
    }

    // A lost task manager's tasks may still be at it while their successors are: a future that
    // was given out and then replaced would leave a source waiting for ever.
    private synchronized void change(boolean open) {
      CompletableFuture<Void> current = opened;
      if (current.isDone() == open) {
        return;
      }
      if (open) {
        opened = OPEN;
        current.complete(null);
        alsoCompletes.complete(null);
      } else {
        opened = new CompletableFuture<>();
      }
    }

    /** Returns true while it is open. */
    public boolean isOpen() {
      return opened.isDone();
    }

    /** Completes a future when the gate opens; only the last one given is remembered. */
    void onceOpen(CompletableFuture<Void> future) {
      alsoCompletes = future;
      if (isOpen()) {
        future.complete(null);
      }
    }

    /** Returns a future that is done once the gate is open. */
    public CompletableFuture<Void> opened() {
      return opened;
    }
  }
}
