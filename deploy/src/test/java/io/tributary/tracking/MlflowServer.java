package io.tributary.tracking;

import io.tributary.deploy.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A real MLflow server: the program that TRIBUTARY_MLFLOW names, or else the one on the path. Its
 * runs are in a directory, so that the next server of the same directory has them.
 */
final class MlflowServer implements AutoCloseable {
  private static final String PROGRAM =
      Optional.ofNullable(System.getenv("TRIBUTARY_MLFLOW")).orElse("mlflow");

  private final Path directory;
  private final int port;
  private Process process;

  private MlflowServer(Path directory, int port) throws IOException {
    this.directory = directory;
    this.port = port;
    process = launch();
  }

  static MlflowServer start(Path directory) throws IOException {
    Needs.that("mlflow", Needs.succeeds(List.of(PROGRAM, "--version")));
    MlflowServer server = new MlflowServer(directory, freePort());
    server.awaitUp();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            PROGRAM,
            "server",
            "--host=127.0.0.1",
            "--port=" + port,
            "--workers=1",
            "--backend-store-uri=sqlite:///" + directory.resolve("mlflow.db"),
            "--artifacts-destination=" + directory.resolve("artifacts"))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile()))
        .start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void awaitUp() {
    HttpRequest health = HttpRequest.newBuilder(uri().resolve("/health")).build();
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            () ->
                HttpClient.newHttpClient().send(health, BodyHandlers.discarding()).statusCode()
                    == 200);
  }

  /** Kills the server and all its workers. */
  void kill() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await()
        .until(() -> !process.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Starts another server at the same address, which has all that the last one had. */
  void restart() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitUp();
  }

  @Override
  public void close() {
    kill();
  }
}
