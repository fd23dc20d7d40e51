package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/** Says what a workload needs. */
public final class Planner {
  /** How busy a core may be, so that a burst finds room. */
  public static final double UTILISATION = .7;

  /** As many replicas as a pipeline file may have. */
  public static final int MOST_REPLICAS = 1024;

  private static final double MILLION = 1e6;
  private static final double BITS_OF_BYTE = 8;
  private static final double GIB = 1 << 30;
  private static final double LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  // A replica's view, and what its masters send of the model when the job is restored.
  private static final int COPIES = 2;

  private final CostModel model;
  private final double networkBytes;
  private final int slots;
  private final double processBytes;
  private final double limitBytes;

  /**
   * Creates a planner of processes whose memory nobody has said.
   *
   * @param networkBytes what each process may send, and receive, in a second
   * @param slots replicas of a process
   * @param processBytes memory of a process without any model
   */
  public Planner(CostModel model, double networkBytes, int slots, double processBytes) {
    this(model, networkBytes, slots, processBytes, Double.POSITIVE_INFINITY);
  }

  /**
   * Creates a planner.
   *
   * @param networkBytes what each process may send, and receive, in a second
   * @param slots replicas of a process
   * @param processBytes memory of a process without any model
   * @param limitBytes memory that a process has
   */
  public Planner(
      CostModel model, double networkBytes, int slots, double processBytes, double limitBytes) {
    this.limitBytes = limitBytes;
    this.model = model;
    this.networkBytes = networkBytes;
    this.slots = slots;
    this.processBytes = processBytes;
  }

  /**
   * Returns the plan with the fewest replicas none of which is busier than it may be; the one whose
   * replicas are the least busy when there is none.
   *
   * @param workloads the work by its number of replicas
   */
  public Plan choose(IntFunction<Workload> workloads) {
    int idlest = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int replicas = 1; replicas <= MOST_REPLICAS && least > UTILISATION; replicas++) {
      double busy = busiest(known(workloads.apply(replicas)));
      if (busy < least) {
        least = busy;
        idlest = replicas;
      }
    }
    return plan(workloads.apply(idlest));
  }

  /** Returns the plan of a workload with so many replicas as it says. */
  public Plan plan(Workload asked) {
    Workload workload = known(asked);
    double rate = workload.rate();
    double cpu = model.predict(Quantity.CPU, workload).orElse(Double.NaN);
    double updates = model.predict(Quantity.UPDATE_BYTES, workload).orElse(Double.NaN);
    int processes = (workload.replicas() + slots - 1) / slots;
    int fullest = Math.min(slots, workload.replicas());
    Plan.Memory memory =
        new Plan.Memory(
            COPIES * workload.modelBytes(),
            fullest * COPIES * workload.modelBytes()
                + workload.modelBytes() / processes
                + processBytes,
            workload.replicas() * COPIES * workload.modelBytes()
                + workload.modelBytes()
                + processes * processBytes);
    Plan.Traffic traffic = traffic(workload, updates, processes);
    double turn = Double.isNaN(model.roundTripMillis()) ? 0 : model.roundTripMillis();
    Plan.Staleness staleness =
        new Plan.Staleness(
            workload.staleness(),
            workload.round(),
            workload.roundMillis(),
            (workload.staleness() + 1) * workload.roundMillis() + turn);
    return new Plan(
        asked,
        cpu,
        cpu / MILLION * rate / UTILISATION,
        busiest(workload),
        processes,
        memory,
        traffic,
        model.predict(Quantity.CHECKPOINT_BYTES, workload).orElse(Double.NaN),
        model.predict(Quantity.CHECKPOINT_MILLIS, workload).orElse(Double.NaN),
        model.predict(Quantity.RECOVERY_SECONDS, workload).orElse(Double.NaN),
        staleness,
        ParallelismChoice.of(workload.modelBytes(), memory.process(), processBytes, limitBytes),
        obstacles(workload, traffic),
        warnings(asked, workload));
  }

  /** Returns the part of a core that a replica needs. */
  private double busiest(Workload workload) {
    double all = model.predict(Quantity.CPU, workload).orElse(Double.NaN);
    return all / MILLION * workload.rate() / workload.replicas();
  }

  /**
   * Every process reads the merged values once, for all its replicas. The busiest is the one with
   * the masters, in the worst case all of them: every change of other processes comes to it, and it
   * sends what they merged.
   */
  private Plan.Traffic traffic(Workload workload, double updates, int processes) {
    double merged = updates * workload.rate();
    double changes = model.changeBytes(workload) * workload.rate();
    double elsewhere = (double) (processes - 1) / processes;
    return new Plan.Traffic(
        updates, merged, merged * processes, merged + changes * elsewhere, merged, networkBytes);
  }

  private List<String> obstacles(Workload workload, Plan.Traffic traffic) {
    List<String> facts = new ArrayList<>();
    double weights = workload.modelBytes() / Float.BYTES;
    if (weights > LARGEST_ARRAY) {
      facts.add(
          text(
              "the model does not fit into a replica: 2^%d weights of %d lanes are one array of"
                  + " %,.0f floats, and Java's largest has %,.0f; every replica would hold"
                  + " %,.1f GiB, %,.1f GiB in all. training.parallelism: model cuts the model over"
                  + " processes",
              workload.bits(),
              workload.lanes(),
              weights,
              LARGEST_ARRAY,
              COPIES * workload.modelBytes() / GIB,
              workload.replicas() * COPIES * workload.modelBytes() / GIB));
    }
    double busy = busiest(workload);
    if (!(busy <= UTILISATION)) {
      facts.add(
          text(
              "replicas are too busy: each needs %.0f %% of a core, allowed %.0f %%",
              100 * busy, 100 * UTILISATION));
    }
    double most = Math.max(traffic.inBytesPerSecond(), traffic.outBytesPerSecond());
    if (most > traffic.limitBytesPerSecond()) {
      facts.add(
          text(
              "the network is too slow: the process that merges moves %,.2f Gbit/s,"
                  + " allowed %,.2f; longer rounds, fewer replicas or more slots per process send"
                  + " less",
              most * BITS_OF_BYTE / 1e9, traffic.limitBytesPerSecond() * BITS_OF_BYTE / 1e9));
    }
    double fastest = fastestLoop(workload);
    if (workload.rate() > fastest) {
      facts.add(
          text(
              "rounds are too short: the loop turns in %.1f ms, so replicas may learn %,.0f"
                  + " examples/s and wait for the rest; raise training.round.examples or staleness",
              model.roundTripMillis(), fastest));
    }
    return facts;
  }

  private double fastestLoop(Workload workload) {
    double turn = model.roundTripMillis();
    if (workload.replicas() == 1 || Double.isNaN(turn)) {
      return Double.POSITIVE_INFINITY;
    }
    return (workload.staleness() + 1) * workload.round() / turn * 1000;
  }

  private List<String> warnings(Workload asked, Workload workload) {
    List<String> facts = new ArrayList<>();
    if (!asked.format().equals(workload.format())) {
      facts.add(
          "format was not measured, costs are another's: format="
              + asked.format()
              + " instead="
              + workload.format());
    }
    double seconds = model.predict(Quantity.CHECKPOINT_MILLIS, workload).orElse(0) / 1000;
    if (workload.checkpointSeconds() > 0 && seconds > workload.checkpointSeconds()) {
      facts.add(
          text(
              "checkpoints take longer than their interval, so there are fewer: seconds=%.1f"
                  + " interval=%.1f",
              seconds, workload.checkpointSeconds()));
    }
    facts.addAll(model.outside(workload));
    return facts;
  }

  /** Returns the workload in a format that was measured. */
  private Workload known(Workload workload) {
    Set<String> formats = model.formats();
    return formats.contains(workload.format()) || formats.isEmpty()
        ? workload
        : workload.withFormat(formats.contains("json") ? "json" : formats.iterator().next());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
