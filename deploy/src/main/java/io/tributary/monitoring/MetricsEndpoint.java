package io.tributary.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tributary.failure.CommandFailedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} in Prometheus' text format, and nothing else. Whoever can reach the
 * port can read the metrics, so it listens on the loopback address unless told otherwise.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final ExecutorService answering;

  private MetricsEndpoint(HttpServer server, ExecutorService answering) {
    this.server = server;
    this.answering = answering;
  }

  /**
   * Starts to answer.
   *
   * @param host the address to listen on, such as 127.0.0.1
   * @param port the port to listen on, 0 for a free one
   * @param page the metrics as they are, in the text format
   * @throws CommandFailedException when the port can't be had
   */
  public static MetricsEndpoint start(String host, int port, Supplier<String> page) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new CommandFailedException(
          "metrics port can't be had: host=" + host + " port=" + port + " cause=" + e.getMessage(),
          e);
    }
    // One thread: a page takes milliseconds, and few ask.
    ExecutorService answering =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "metrics");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(answering);
    server.createContext("/", exchange -> answer(exchange, page));
    server.start();
    return new MetricsEndpoint(server, answering);
  }

  private static void answer(HttpExchange exchange, Supplier<String> page) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(NOT_ALLOWED, NO_BODY);
      } else {
        byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(OK, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Returns where Prometheus finds the metrics. */
  public String address() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + address.getPort()
        + PATH;
  }

  /** Stops to answer. */
  @Override
  public void close() {
    server.stop(0);
    answering.shutdownNow();
  }
}
