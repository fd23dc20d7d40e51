package io.tributary.cli;

import io.tributary.waiting.Waiting;
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
   */
  void requireReader() {
    if (out.checkError()) {
      throw new OutputClosedException();
    }
  }

  /** Prints a line for people, apart from results. */
  void note(String fact) {
    err.println("tributary: " + fact);
  }
}
