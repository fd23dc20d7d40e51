package io.tributary.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.failure.CommandFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

final class MetricsEndpointTest {
  private static final String LOOPBACK = "127.0.0.1";

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> ask(String method, String address)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  @Test
  void answersThePageAndNothingElse() throws Exception {
    try (MetricsEndpoint endpoint = MetricsEndpoint.start(LOOPBACK, 0, () -> "ü 1\n")) {
      String address = endpoint.address();
      assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/metrics");
      HttpResponse<String> page = ask("GET", address);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("ü 1\n");
      assertThat(page.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(ask("GET", address + "/more").statusCode()).isEqualTo(404);
      assertThat(ask("GET", address.replace("/metrics", "/")).statusCode()).isEqualTo(404);
      assertThat(ask("POST", address).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aTakenPortIsAFailureThatNamesIt() {
    try (MetricsEndpoint endpoint = MetricsEndpoint.start(LOOPBACK, 0, () -> "")) {
      int port = URI.create(endpoint.address()).getPort();
      assertThatThrownBy(() -> MetricsEndpoint.start(LOOPBACK, port, () -> ""))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageStartingWith("metrics port can't be had: host=127.0.0.1 port=" + port);
    }
  }

  @Test
  void freesItsPortWhenItIsClosed() {
    MetricsEndpoint endpoint = MetricsEndpoint.start(LOOPBACK, 0, () -> "");
    endpoint.close();
    assertThatThrownBy(() -> ask("GET", endpoint.address())).isInstanceOf(IOException.class);
  }
}
