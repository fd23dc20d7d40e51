package io.tributary.cli;

import io.tributary.waiting.FakeWaiting;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command that has run, with what it printed. */
record CommandRun(int code, String out, String err) {
  static CommandRun of(String... args) {
    return withInput("", args);
  }

  static CommandRun withInput(String input, String... args) {
    return withInput(input, Waiting.system(), args);
  }

  /** Runs a command for which time flies. */
  static CommandRun atOnce(String... args) {
    return withInput("", new FakeWaiting(), args);
  }

  private static CommandRun withInput(String input, Waiting waiting, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            print(out),
            print(err),
            false,
            // Whoever runs the tests may have a local cluster.
            Map.of("TRIBUTARY_CLUSTER", "/nowhere/cluster"),
            waiting);
    int code = Main.run(console, args);
    console.out().flush();
    console.err().flush();
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static PrintStream print(ByteArrayOutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
