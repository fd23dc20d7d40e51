package io.tributary.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.waiting.FakeWaiting;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SenderTest {
  @TempDir private Path parent;

  private final List<String> notes = new CopyOnWriteArrayList<>();

  /** Takes steps, unless it is down; it refuses some for good. */
  private static final class Steps implements Tracker {
    final List<Long> taken = new CopyOnWriteArrayList<>();
    volatile boolean down;
    volatile long refused = -1;
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public String name() {
      return "steps";
    }

    @Override
    public String address() {
      return "here";
    }

    @Override
    public int most() {
      return 10;
    }

    @Override
    public void send(List<TrackedEvent> events, Map<String, String> remote) throws IOException {
      if (down) {
        failures.incrementAndGet();
        throw new IOException("down");
      }
      List<Long> steps = events.stream().map(event -> ((Metrics) event).step()).toList();
      if (steps.contains(refused)) {
        throw new RefusedException("no");
      }
      taken.addAll(steps);
    }
  }

  private Spool spool() throws IOException {
    return Spool.open(parent.resolve("run"), 1 << 20).orElseThrow();
  }

  private static void add(Spool spool, long from, long to) {
    LongStream.rangeClosed(from, to)
        .forEach(step -> spool.add(new Metrics(step, step, Map.of("x", 1.0))));
  }

  @Test
  void whatATrackerMissedIsSentWhenItIsBack() throws IOException {
    Steps tracker = new Steps();
    Spool spool = spool();
    Sender sender = Sender.start(tracker, spool, new FakeWaiting(), notes::add);
    add(spool, 1, 20);
    Awaitility.await().until(() -> tracker.taken.size() == 20);
    tracker.down = true;
    add(spool, 21, 60);
    Awaitility.await().until(() -> tracker.failures.get() > 3);
    tracker.down = false;
    add(spool, 61, 70);
    Awaitility.await().until(() -> tracker.taken.size() == 70);
    assertThat(sender.close(Duration.ofSeconds(30))).isZero();
    assertThat(tracker.taken)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 70).boxed().toList());
    assertThat(notes)
        .containsExactly(
            "warning: tracker does not answer, what it misses is kept and sent later:"
                + " tracker=steps address=here cause=down",
            "tracker answers again: tracker=steps address=here");
  }

  @Test
  void anEventThatIsRefusedIsDroppedAloneAndTold() throws IOException {
    Steps tracker = new Steps();
    tracker.refused = 4;
    Spool spool = spool();
    add(spool, 1, 12);
    Sender sender = Sender.start(tracker, spool, new FakeWaiting(), notes::add);
    Awaitility.await().until(() -> spool.size() == 0);
    assertThat(sender.close(Duration.ofSeconds(30))).isZero();
    assertThat(tracker.taken).doesNotContain(4L).hasSize(11);
    assertThat(notes).hasSize(1);
  }

  @Test
  void closingDoesNotWaitForATrackerThatIsDown() throws IOException {
    Steps tracker = new Steps();
    tracker.down = true;
    Spool spool = spool();
    add(spool, 1, 5);
    Sender sender = Sender.start(tracker, spool, Waiting.system(), notes::add);
    Awaitility.await().until(() -> tracker.failures.get() > 0);
    assertThat(sender.close(Duration.ofSeconds(30))).isEqualTo(5);
    try (Spool left = spool()) {
      assertThat(left.size()).isEqualTo(5);
    }
  }
}
