package io.tributary.tracking;

import io.tributary.tracking.EventJson.Numbered;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in a spool, in a thread of its own. While the tracker does not take it, the sender
 * tries again, less and less often. What the tracker refuses for good is dropped and told.
 */
final class Sender {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final Tracker tracker;
  private final Spool spool;
  private final Waiting waiting;
  private final Consumer<String> notes;
  private final Thread thread;
  private final Map<String, String> remote;
  private volatile boolean closing;
  private volatile boolean isResting;
  private Duration pause = FIRST_PAUSE;
  private boolean isDown;
  private boolean singly;

  private Sender(Tracker tracker, Spool spool, Waiting waiting, Consumer<String> notes) {
    this.tracker = tracker;
    this.spool = spool;
    this.waiting = waiting;
    this.notes = notes;
    remote = spool.remote();
    thread = new Thread(this::run, "tracking-" + tracker.name());
    thread.setDaemon(true);
  }

  /**
   * Begins to send.
   *
   * @param notes is given what a person should know; called by the sender's thread
   */
  static Sender start(Tracker tracker, Spool spool, Waiting waiting, Consumer<String> notes) {
    Sender sender = new Sender(tracker, spool, waiting, notes);
    sender.thread.start();
    return sender;
  }

  private void run() {
    while (true) {
      List<Numbered> batch = spool.first(singly ? 1 : tracker.most());
      if (batch.isEmpty()) {
        if (closing) {
          return;
        }
        pause(IDLE);
      } else if (!send(batch)) {
        if (closing) {
          return;
        }
        isResting = true;
        pause(pause);
        isResting = false;
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    }
  }

  private void pause(Duration time) {
    waiting.pause(time);
    if (Thread.interrupted()) {
      // Closing: what waits is tried once more.
      pause = FIRST_PAUSE;
    }
  }

  /** Returns false when it has to be tried again. */
  private boolean send(List<Numbered> batch) {
    long last = batch.get(batch.size() - 1).number();
    try {
      tracker.send(batch.stream().map(Numbered::event).toList(), remote);
      spool.sent(last, remote);
      singly = false;
      up();
      return true;
    } catch (RefusedException e) {
      up();
      if (batch.size() > 1) {
        // One of them is to blame.
        singly = true;
      } else {
        tell("refuses an event, which is dropped", e);
        spool.sent(last, remote);
        singly = false;
      }
      return true;
    } catch (IOException | RuntimeException e) {
      down(e);
      return false;
    } catch (InterruptedException e) {
      return false; // Closing.
    }
  }

  private void up() {
    pause = FIRST_PAUSE;
    if (isDown) {
      isDown = false;
      notes.accept("tracker answers again: " + place());
    }
  }

  private void down(Exception cause) {
    if (!isDown) {
      isDown = true;
      tell("does not answer, what it misses is kept and sent later", cause);
    }
  }

  private void tell(String fact, Exception cause) {
    String message = cause.getMessage();
    String why = message == null ? cause.getClass().getSimpleName() : message;
    LOG.warn("tracker {}: {} cause={}", fact, place(), why);
    notes.accept("warning: tracker " + fact + ": " + place() + " cause=" + why);
  }

  private String place() {
    return "tracker=" + tracker.name() + " address=" + tracker.address();
  }

  private static Duration min(Duration first, Duration second) {
    return first.compareTo(second) < 0 ? first : second;
  }

  /**
   * Lets what is left be sent, for some time at most; the rest stays in the spool. Nothing is sent
   * any more when this returns.
   *
   * @return how many events are left
   */
  int close(Duration patience) {
    closing = true;
    if (isResting) {
      thread.interrupt();
    }
    if (!waiting.until(patience, LOOK_AGAIN, () -> !thread.isAlive())) {
      thread.interrupt();
      waiting.until(Duration.ofSeconds(1), LOOK_AGAIN, () -> !thread.isAlive());
    }
    int left = spool.size();
    spool.close();
    return left;
  }

  Path directory() {
    return spool.directory();
  }
}
