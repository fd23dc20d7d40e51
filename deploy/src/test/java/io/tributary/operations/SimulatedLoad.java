package io.tributary.operations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A job on a cluster, as far as a choice of replicas can tell: records come at a rate that changes,
 * each number of replicas learns so many a second, and a move takes a while.
 */
final class SimulatedLoad {
  static final double LOOK = 2;
  static final double PHASE = 5_400;

  private static final int PHASES = 4;

  /** What comes. */
  enum Kind {
    STEPS,
    DRIFT,
    BURSTS
  }

  /** A move that was made. */
  record Move(double seconds, int from, int to) {}

  private final Random random;
  private final Kind kind;
  private final double capacity;
  private final double power;
  private final int plateau;
  private final int most;
  private final double[] level = new double[PHASES + 1];
  private final double burstPeriod;
  private final List<Move> moves = new ArrayList<>();

  private double seconds;
  private double arrived;
  private double learned;
  private double reported;
  private double standingUntil;
  private double steadyFrom;
  private int replicas = 1;

  SimulatedLoad(long seed) {
    random = new Random(seed);
    kind = Kind.values()[random.nextInt(Kind.values().length)];
    capacity = Math.exp(Math.log(1_000) + random.nextDouble() * Math.log(1_000));
    power = random.nextBoolean() ? 1 : .75 + .25 * random.nextDouble();
    most = 1 + random.nextInt(16);
    plateau = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : Integer.MAX_VALUE;
    for (int i = 0; i <= PHASES; i++) {
      level[i] = capacity * Math.exp(random.nextDouble() * Math.log(40) - Math.log(4));
    }
    burstPeriod = 300 + random.nextInt(1_200);
    // Half of them begin with a backlog.
    arrived = random.nextBoolean() ? capacity * 600 * random.nextDouble() : 0;
    steadyFrom = 5;
  }

  double end() {
    return PHASES * PHASE;
  }

  double seconds() {
    return seconds;
  }

  int replicas() {
    return replicas;
  }

  int most() {
    return most;
  }

  Kind kind() {
    return kind;
  }

  List<Move> moves() {
    return moves;
  }

  /** Returns how often moves changed their direction since a time. */
  int turns(double since) {
    int turns = 0;
    for (int i = 1; i < moves.size(); i++) {
      boolean wasUp = moves.get(i - 1).to() > moves.get(i - 1).from();
      boolean isUp = moves.get(i).to() > moves.get(i).from();
      turns += moves.get(i).seconds() > since && wasUp != isUp ? 1 : 0;
    }
    return turns;
  }

  /** Returns what some replicas can learn a second. */
  double capacity(int of) {
    return capacity * Math.pow(Math.min(of, plateau), power);
  }

  double lag() {
    return arrived - learned;
  }

  /** Returns how many records come a second at a time. */
  double arrivals(double at) {
    int phase = Math.min(PHASES - 1, (int) (at / PHASE));
    double part = at / PHASE - phase;
    return switch (kind) {
      case STEPS -> level[phase];
      case DRIFT -> level[phase] + (level[phase + 1] - level[phase]) * part;
      case BURSTS -> at % burstPeriod < 120 ? level[phase] : level[phase] / 8;
    };
  }

  /** Returns the most that comes a second in a phase. */
  double peak(int phase) {
    return kind == Kind.DRIFT ? Math.max(level[phase], level[phase + 1]) : level[phase];
  }

  /** Lets the time between two looks pass. */
  Load look() {
    if (random.nextInt(100) == 0) {
      // A collection of garbage, or a slow disk.
      standingUntil = Math.max(standingUntil, seconds + 3 + random.nextInt(4));
    }
    for (double passed = 0; passed < LOOK; passed += .5) {
      seconds += .5;
      arrived += .5 * arrivals(seconds) * (.9 + .2 * random.nextDouble());
      if (seconds >= standingUntil) {
        double can = .5 * capacity(replicas) * (.9 + .2 * random.nextDouble());
        learned = Math.min(arrived, learned + can);
      }
      // A report comes once a second.
      if (seconds % 1 == 0) {
        reported = learned;
      }
    }
    return new Load(
        seconds,
        (long) arrived,
        (long) reported,
        (long) (arrived - reported),
        replicas,
        most,
        seconds >= steadyFrom);
  }

  void move(int to) {
    moves.add(new Move(seconds, replicas, to));
    replicas = to;
    standingUntil = seconds + 2 + random.nextInt(10);
    steadyFrom = standingUntil + random.nextInt(10);
  }

  @Override
  public String toString() {
    return "kind="
        + kind
        + " capacity="
        + (long) capacity
        + " power="
        + power
        + " plateau="
        + plateau
        + " most="
        + most
        + " level="
        + Arrays.toString(level)
        + " moves="
        + moves;
  }
}
