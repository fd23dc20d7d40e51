package io.tributary.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of Comet's REST API as keeps Comet's own Python SDK satisfied. */
final class CometStub implements AutoCloseable {
  static final String KEY = "the-key";
  private static final String WRITE = "/api/rest/v2/write/experiment/";
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** A request: what is written, and the names and values that say so. */
  record Request(String what, JsonNode body, String query, String text) {
    Set<String> names() {
      Set<String> names = new TreeSet<>();
      body.fieldNames().forEachRemaining(names::add);
      for (String pair : query.split("&", -1)) {
        names.add(pair.split("=", 2)[0]);
      }
      names.remove("");
      return names;
    }
  }

  private CometStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  static CometStub start() throws IOException {
    return new CometStub();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      boolean isKnown = KEY.equals(exchange.getRequestHeaders().getFirst("Authorization"));
      if (isKnown && path.startsWith(WRITE)) {
        String query = exchange.getRequestURI().getQuery();
        requests.add(
            new Request(
                path.substring(WRITE.length()),
                text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode(),
                query == null ? "" : query,
                text));
      }
      byte[] answer = "{\"experimentKey\":\"e1\"}".getBytes(StandardCharsets.UTF_8);
      boolean isOpen = path.endsWith("isAlive/ver");
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(isKnown || isOpen ? 200 : 401, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** Returns the requests of one kind. */
  List<Request> of(String what) {
    return new ArrayList<>(requests.stream().filter(one -> one.what().equals(what)).toList());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
