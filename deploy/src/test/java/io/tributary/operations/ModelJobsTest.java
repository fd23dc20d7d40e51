package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tributary.waiting.FakeWaiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a JobManager is waited for, with answers in place of its own, and time that flies. */
class ModelJobsTest {
  private static final String NO_SLOTS =
      "{\"slots-available\":0,\"slots-total\":4,\"taskmanagers\":2}";

  private final FakeWaiting waiting = new FakeWaiting();
  private final long start = waiting.nanos();
  private HttpServer server;
  private String address;
  private ModelJobs jobs;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    address = "127.0.0.1:" + server.getAddress().getPort();
    jobs = new ModelJobs(new FlinkRest(address, waiting));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** An answer, and the time after which it comes. */
  private record Answer(Duration after, int status, String body) {
    Answer(int status, String body) {
      this(Duration.ZERO, status, body);
    }
  }

  /** Answers requests of a path one after the other, and the last for ever. */
  private void answer(String path, Answer... answers) {
    Iterator<Answer> all = Arrays.asList(answers).iterator();
    Answer[] last = new Answer[1];
    server.createContext(
        path,
        exchange -> {
          last[0] = all.hasNext() ? all.next() : last[0];
          waiting.pause(last[0].after());
          byte[] body = last[0].body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(last[0].status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @Test
  void slotsOfAJobThatHasJustEndedAreWaitedFor() {
    answer(
        "/overview",
        new Answer(200, NO_SLOTS),
        new Answer(200, NO_SLOTS),
        new Answer(200, "{\"slots-available\":3,\"slots-total\":4,\"taskmanagers\":2}"));
    jobs.requireSlots(3, 0);
    assertThat(waiting.since(start)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void slotsThatDoNotComeAreNotWaitedForForEver() {
    answer("/overview", new Answer(Duration.ofSeconds(1), 200, NO_SLOTS));
    assertThatThrownBy(() -> jobs.requireSlots(3, 1))
        .isInstanceOf(JobManagerException.class)
        .hasMessage(
            "not enough slots: needed=3 free=1 total=4 taskmanagers=2 jobmanager=" + address);
    assertThat(waiting.since(start)).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void slotsThatDoNotExistAreNotWaitedFor() {
    answer("/overview", new Answer(200, NO_SLOTS));
    assertThatThrownBy(() -> jobs.requireSlots(5, 0)).hasMessageStartingWith("not enough slots: ");
    assertThat(waiting.since(start)).isZero();
  }

  @Test
  void aJobManagerThatDoesNotLeadYetIsAskedAgain() {
    answer(
        "/overview",
        new Answer(503, "{\"errors\":[\"Service temporarily unavailable\"]}"),
        new Answer(200, "{\"slots-available\":3,\"slots-total\":4,\"taskmanagers\":2}"));
    jobs.requireSlots(3, 0);
    assertThat(waiting.since(start)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void oneThatNeverLeadsIsGivenUp() {
    answer(
        "/overview",
        new Answer(
            Duration.ofSeconds(1), 503, "{\"errors\":[\"Service temporarily unavailable\"]}"));
    assertThatThrownBy(() -> jobs.requireSlots(3, 0))
        .isInstanceOf(JobManagerException.class)
        .hasMessageStartingWith("jobmanager refused: jobmanager=" + address);
    assertThat(waiting.since(start)).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aJobThatNeverRunsIsGivenUp() {
    answer("/jobs/a/exceptions", new Answer(200, "{}"));
    answer(
        "/jobs/a",
        new Answer(Duration.ofMinutes(1), 200, "{\"name\":\"tributary m\",\"state\":\"CREATED\"}"));
    assertThatThrownBy(() -> jobs.awaitRunning("a", 2))
        .isInstanceOf(JobManagerException.class)
        .hasMessage("job does not run: job=a replicas=2 seconds=600");
    assertThat(waiting.since(start)).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
  }
}
