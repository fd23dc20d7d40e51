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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Flink answers about savepoints, and what is made of it. */
final class SavepointsTest {
  private static final String NOT_STREAMING =
      "java.util.concurrent.CompletionException: java.lang.IllegalStateException: x\\n"
          + "Caused by: java.lang.IllegalStateException: Job 1 is not a streaming job.\\n";
  private static final ModelJob JOB = new ModelJob("1", "clicks", "RUNNING", 0, 0);

  private final Queue<String> states = new ArrayDeque<>();
  private final Queue<String> answers = new ArrayDeque<>();
  private final Queue<String> triggered = new ArrayDeque<>();
  private HttpServer server;
  private FlinkRest rest;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    rest = new FlinkRest("127.0.0.1:" + server.getAddress().getPort(), new FakeWaiting());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private synchronized String answer(String method, String path) {
    if (path.endsWith("/exceptions")) {
      return "{\"exceptionHistory\": {\"entries\": ["
          + "{\"timestamp\": 7, \"stacktrace\": \"a.b.Lost: TaskManager is gone\"}]}}";
    }
    if (method.equals("POST")) {
      triggered.add(path);
      return "{\"request-id\": \"r\"}";
    }
    if (path.contains("/savepoints/")) {
      return "{\"status\": {\"id\": \"COMPLETED\"}, \"operation\": " + next(answers) + "}";
    }
    return "{\"state\": \""
        + next(states)
        + "\", \"vertices\": [{\"parallelism\": 1, \"tasks\": {\"RUNNING\": 1}}]}";
  }

  // The last one holds on.
  private static String next(Queue<String> queue) {
    return queue.size() > 1 ? queue.remove() : queue.element();
  }

  private static String failed(String stackTrace) {
    return "{\"failure-cause\": {\"stack-trace\": \"" + stackTrace + "\"}}";
  }

  private Savepoints savepoints(Duration patience) {
    return new Savepoints(rest, new ModelJobs(rest), patience);
  }

  @Test
  void aJobThatRestartsIsWaitedFor() {
    states.addAll(List.of("RUNNING", "RESTARTING", "CREATED", "RUNNING"));
    answers.addAll(List.of(failed(NOT_STREAMING), "{\"location\": \"file:/s\"}"));
    assertThat(savepoints(Duration.ofDays(1)).take(JOB, Optional.empty())).isEqualTo("file:/s");
    assertThat(triggered).containsExactly("/jobs/1/savepoints", "/jobs/1/savepoints");
  }

  @Test
  void stoppingWaitsToo() {
    states.addAll(List.of("RESTARTING", "RUNNING"));
    answers.add("{\"location\": \"file:/s\"}");
    assertThat(savepoints(Duration.ofDays(1)).stop(JOB, Optional.empty())).isEqualTo("file:/s");
    assertThat(triggered).containsExactly("/jobs/1/stop");
  }

  @Test
  void aJobThatDoesNotRunAgainIsSaidToRestart() {
    states.addAll(List.of("RUNNING", "RESTARTING"));
    answers.add(failed(NOT_STREAMING));
    assertThatThrownBy(() -> savepoints(Duration.ZERO).take(JOB, Optional.empty()))
        .isInstanceOf(JobManagerException.class)
        .hasMessage(
            "job is restarting, so no savepoint was taken, try again when 'tributary status' says"
                + " that it runs: state=RESTARTING seconds=0 model=clicks job=1 cause=Lost:"
                + " TaskManager is gone");
  }

  @Test
  void whyARunningJobHasNoneIsSaidAtOnce() {
    states.add("RUNNING");
    answers.add(failed("java.io.IOException: disk is full"));
    assertThatThrownBy(() -> savepoints(Duration.ofDays(1)).take(JOB, Optional.empty()))
        .hasMessage("savepoint was not taken: model=clicks job=1 cause=IOException: disk is full");
    assertThat(triggered).hasSize(1);
  }

  @Test
  void aJobThatEndsMeanwhileIsSaidToHaveEnded() {
    states.addAll(List.of("RUNNING", "FAILING", "FAILED"));
    answers.add(failed(NOT_STREAMING));
    assertThatThrownBy(() -> savepoints(Duration.ofDays(1)).take(JOB, Optional.empty()))
        .hasMessage(
            "job has ended, so no savepoint was taken: state=FAILED model=clicks job=1 cause=Lost:"
                + " TaskManager is gone");
  }
}
