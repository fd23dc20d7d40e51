package io.tributary.cli;

import io.tributary.failure.CommandFailedException;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command sees of the world.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: warnings and errors
 * @param terminal true when a person watches the output
 * @param environment environment variables
 * @param waiting lets time pass
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Map<String, String> environment,
    Waiting waiting) {
  /** Prints a line of results, at once, so that a program that reads them need not wait. */
  void line(String line) {
    out.println(line);
    requireReader();
  }

  /**
   * Ends the command when nobody reads its output any more.
   *
   * @throws OutputClosedException when the output is closed, as by {@code head}
   * @throws CommandFailedException when it can't be written, as on a full disk
   */
  void requireReader() {
    if (!out.checkError()) {
      return;
    }
    IOException failure = out instanceof StandardOutput standard ? standard.failure() : null;
    if (failure == null) {
      throw new OutputClosedException();
    }
    throw new CommandFailedException(
        "standard output can't be written: cause=" + failure.getMessage(), failure);
  }

  /**
   * Returns the exit code of a command that has ended, once all it has printed is written.
   *
   * @param code the exit code when that can be done
   */
  int end(int code) {
    try {
      requireReader();
      return code;
    } catch (OutputClosedException e) {
      return code;
    } catch (CommandFailedException e) {
      // One that has failed because of that has said so.
      if (code == Failures.DONE) {
        Failures.lines(e).forEach(this::note);
      }
      return code == Failures.DONE ? Failures.FAILED : code;
    }
  }

  /** Prints a line for people, apart from results. */
  void note(String fact) {
    err.println("tributary: " + fact);
  }
}
