package io.tributary.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.deploy.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comet's own SDK, in the Python that TRIBUTARY_PYTHON names, writes a run to the stub, which so
 * proves itself. What Tributary writes then has all that the SDK's requests have.
 */
final class CometSdkIT {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("TRIBUTARY_PYTHON")).orElse("python3");

  private static final String SCRIPT =
      """
      from comet_ml import APIExperiment
      run = APIExperiment(api_key="the-key", workspace="w", project_name="p")
      run.log_parameter("model.bits", "22")
      run.log_metric("logLoss", 0.5, step=100, timestamp=1.0)
      run.log_other("checksum", "abcd")
      run.log_asset("pipeline.yaml", ftype="asset", overwrite=True)
      run.set_start_time(1000)
      """;

  @TempDir private Path directory;

  @Test
  void requestsAreLikeThoseOfCometsOwnSdk() throws Exception {
    Needs.that("comet_ml", Needs.succeeds(List.of(PYTHON, "-c", "import comet_ml")));
    Files.writeString(directory.resolve("pipeline.yaml"), "name: delays\n");
    try (CometStub sdk = CometStub.start();
        CometStub ours = CometStub.start()) {
      ProcessBuilder builder =
          new ProcessBuilder(PYTHON, "-c", SCRIPT)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile());
      builder.environment().put("COMET_URL_OVERRIDE", sdk.uri() + "/clientlib/");
      Process process = builder.start();
      boolean hasEnded = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      assertThat(hasEnded && process.exitValue() == 0)
          .as(Files.readString(directory.resolve("log")))
          .isTrue();

      CometTrackerTest.tracker(ours, CometStub.KEY).send(CometTrackerTest.RUN, new TreeMap<>());
      assertThat(sdk.requests).extracting(CometStub.Request::what).contains("create", "metric");
      for (CometStub.Request request : sdk.requests) {
        assertThat(ours.of(request.what())).as(request.what()).isNotEmpty();
        assertThat(ours.of(request.what()).get(0).names())
            .as(request.what())
            .containsAll(request.names());
      }
    }
  }
}
