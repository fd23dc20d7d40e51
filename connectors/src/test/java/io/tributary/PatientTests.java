package io.tributary;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has tests wait for what must come as long as a busy machine may need. The time is a bound on
 * failure alone; the build bounds each integration test as a whole.
 */
public final class PatientTests implements BeforeAllCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
