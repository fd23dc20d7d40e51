package io.tributary.deploy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs that not every machine has, such as podman: without it the test is skipped, and
 * a line says so. In continuous integration ({@code TRIBUTARY_CI=true}) everything is there, so
 * what is missing is a failure.
 */
public final class Needs {
  private static final String CI = "TRIBUTARY_CI";
  private static final long SECONDS = 60;

  private Needs() {}

  /**
   * Requires something.
   *
   * @param what as it is told, such as "podman"
   * @param isThere whether it is
   */
  public static void that(String what, boolean isThere) {
    that(what, isThere, Boolean.parseBoolean(System.getenv(CI)));
  }

  static void that(String what, boolean isThere, boolean mustBe) {
    if (isThere) {
      return;
    }
    if (mustBe) {
      Assertions.fail("needed in continuous integration, and missing: needs=" + what);
    }
    System.err.println("skipped, for want of what it needs: needs=" + what);
    Assumptions.abort("needs=" + what);
  }

  /** Requires a program, of which some command must succeed, such as {@code podman info}. */
  public static void program(String... command) {
    that(command[0], succeeds(List.of(command)));
  }

  /** Returns true when a command can be run and succeeds. */
  public static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
