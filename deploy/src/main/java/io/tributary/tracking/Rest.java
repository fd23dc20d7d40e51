package io.tributary.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests to a REST API. No message shows a header or a body. */
final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Refusals that somebody may lift: of credentials, of a path, of too many at once. */
  private static final Set<Integer> NOT_FOR_EVER = Set.of(401, 403, 404, 407, 408, 425, 429);

  private final URI base;
  private final @Nullable Secret authorization;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /**
   * An answer.
   *
   * @param status status of HTTP
   * @param body its JSON, a missing node when it is none
   */
  record Answer(int status, JsonNode body) {
    /** Returns true when the request was done. */
    boolean isDone() {
      return status / 100 == 2;
    }

    /**
     * Returns the body of an answer to a request that was done.
     *
     * @throws RefusedException when it never will be
     * @throws IOException when it may be done later
     */
    JsonNode require(String what) throws IOException {
      if (isDone()) {
        return body;
      }
      String fact = "request was refused: request=" + what + " status=" + status;
      if (status / 100 == 4 && !NOT_FOR_EVER.contains(status)) {
        throw new RefusedException(fact);
      }
      throw new IOException(fact);
    }
  }

  /**
   * Creates a client.
   *
   * @param authorization value of the header of that name, or null for none
   */
  Rest(URI base, @Nullable Secret authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  URI base() {
    return base;
  }

  Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  Answer put(String path, String text) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofString(text)));
  }

  /** Sends one file as a form does. */
  Answer upload(String path, String fileName, String text)
      throws IOException, InterruptedException {
    String boundary = "tributary-" + Long.toHexString(text.hashCode() * 31L + text.length());
    String body =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + fileName
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            + text
            + "\r\n--"
            + boundary
            + "--\r\n";
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    return authorization == null
        ? request
        : request.header("Authorization", authorization.reveal());
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return new Answer(response.statusCode(), JSON.missingNode());
    }
  }
}
