package io.tributary.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are tracked. Tracking is off unless a tracker is named.
 *
 * @param mlflow the MLflow server, or null for none
 * @param comet where Comet is, or null for nowhere
 * @param interval least time between two points of a curve
 * @param spool directory of what is not sent yet, or null for one in the user's home
 * @param spoolBytes how much of a run may wait there for one tracker
 */
public record TrackingConfig(
    @Nullable Mlflow mlflow,
    @Nullable Comet comet,
    Duration interval,
    @Nullable Path spool,
    long spoolBytes) {

  /**
   * An MLflow server.
   *
   * @param uri its address, without credentials
   * @param experiment name of the experiment; it is created when it is absent
   * @param model name of the registered model whose versions are created
   * @param username with a password, for basic authentication
   * @param password the user's
   * @param token in place of both, for bearer authentication
   */
  public record Mlflow(
      URI uri,
      String experiment,
      String model,
      @Nullable Secret username,
      @Nullable Secret password,
      @Nullable Secret token) {}

  /**
   * Comet, or a server that speaks its REST API.
   *
   * @param uri its address, without the path of the API
   * @param workspace the workspace, or null for the key's own
   * @param project the project
   * @param apiKey the API key
   */
  public record Comet(URI uri, @Nullable String workspace, String project, Secret apiKey) {}

  /** Returns true when there is a tracker. */
  public boolean isOn() {
    return mlflow != null || comet != null;
  }
}
