package io.tributary.config;

import io.tributary.config.TrackingConfig.Comet;
import io.tributary.config.TrackingConfig.Mlflow;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads where runs are tracked. Credentials come from variables: one in the file itself is an
 * error, because the file is among what is tracked.
 */
final class TrackingPart {
  private static final String COMET = "https://www.comet.com";
  private static final String ADDRESS = "http://HOST:PORT or https://HOST";
  private static final int MEGABYTES = 64;
  private static final int MOST_MEGABYTES = 1 << 20;

  private final PipelineErrors errors;
  private final Set<String> variables;

  /**
   * Creates a reader.
   *
   * @param variables full names of the keys whose values came from variables
   */
  TrackingPart(PipelineErrors errors, Set<String> variables) {
    this.errors = errors;
    this.variables = variables;
  }

  TrackingConfig read(Section tracking, String name) {
    Mlflow mlflow = mlflow(tracking.has("mlflow"), tracking.section("mlflow"), name);
    Comet comet = comet(tracking.has("comet"), tracking.section("comet"), name);
    Duration interval = tracking.duration("interval", Duration.ofSeconds(10), Duration.ofHours(1));
    String spool = tracking.textOrNull("spool");
    int megabytes = tracking.whole("spoolMegabytes", MEGABYTES, 1, MOST_MEGABYTES);
    tracking.end();
    return new TrackingConfig(
        mlflow, comet, interval, spool == null ? null : Path.of(spool), (long) megabytes << 20);
  }

  private @Nullable Mlflow mlflow(boolean isThere, Section section, String name) {
    URI uri = uri(section, isThere ? section.requiredText("uri", ADDRESS) : "");
    String experiment = section.text("experiment", name);
    String model = section.text("model", name);
    Secret username = secret(section, "username");
    Secret password = secret(section, "password");
    Secret token = secret(section, "token");
    section.end();
    if (section.has("username") != section.has("password")) {
      errors.add(section.path("username"), "goes with password", "");
    }
    if (section.has("token") && section.has("username")) {
      errors.add(section.path("token"), "in place of username and password, not beside them", "");
    }
    return uri == null ? null : new Mlflow(uri, experiment, model, username, password, token);
  }

  private @Nullable Comet comet(boolean isThere, Section section, String name) {
    URI uri = uri(section, section.text("uri", COMET));
    String workspace = section.textOrNull("workspace");
    String project = section.text("project", name);
    Secret apiKey = secret(section, "apiKey");
    section.end();
    if (isThere && !section.has("apiKey")) {
      errors.add(section.path("apiKey"), "missing", "allowed=${VARIABLE}");
    }
    return !isThere || uri == null || apiKey == null
        ? null
        : new Comet(uri, workspace, project, apiKey);
  }

  // No message shows the value, which may hold a password.
  private @Nullable URI uri(Section section, String text) {
    if (text.isEmpty()) {
      return null; // Absent, or reported.
    }
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Reported below.
    }
    errors.add(section.path("uri"), "not an address without credentials", "allowed=" + ADDRESS);
    return null;
  }

  private @Nullable Secret secret(Section section, String key) {
    String text = section.textOrNull(key);
    if (text == null) {
      return null;
    }
    String path = section.path(key);
    if (!variables.contains(path)) {
      errors.add(path, "credential in the file itself", "allowed=${VARIABLE}");
    }
    return new Secret(text);
  }
}
