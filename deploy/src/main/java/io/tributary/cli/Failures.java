package io.tributary.cli;

import io.tributary.config.PipelineException;
import io.tributary.failure.UsageException;
import io.tributary.format.DataFileException;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import io.tributary.planning.PlanningException;
import io.tributary.process.Heap;
import io.tributary.store.WrongStoreException;
import io.tributary.training.UnfitTopicException;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** What a person is told when a command fails. */
final class Failures {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  private static final int SHOWN_CHARACTERS = 400;

  private Failures() {}

  static int exitCode(Throwable failure) {
    return failure instanceof UsageException
            || failure instanceof PipelineException
            || failure instanceof DataFileException
            || failure instanceof PlanningException
            || failure instanceof UnfitTopicException
            || failure instanceof SnapshotMismatchException
            || failure instanceof WrongStoreException
        ? WRONG_USE
        : FAILED;
  }

  /** Returns the lines to print: one, or one per error of a pipeline file or snapshot. */
  static List<String> lines(Throwable failure) {
    if (failure instanceof PipelineException pipeline) {
      return pipeline.errors().stream().map(error -> oneLine(error.toString())).toList();
    }
    if (failure instanceof SnapshotMismatchException mismatch) {
      return mismatch.lines().stream().map(Failures::oneLine).toList();
    }
    Throwable root = root(failure);
    String fact = oneLine(factOf(failure));
    // The facts of this project's own exceptions stand alone; what others throw is their cause.
    if (root == failure || fact.contains("cause=")) {
      return List.of(fact);
    }
    return List.of(oneLine(fact + " cause=" + factOf(root)));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    // A chain that bites its own tail would never end.
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static String factOf(Throwable failure) {
    if (failure instanceof ConfigException) {
      return withoutValue(String.valueOf(failure.getMessage()));
    }
    if (failure instanceof OutOfMemoryError) {
      return Heap.exhausted(failure.getMessage());
    }
    String message = failure.getMessage();
    if (message != null && isOwn(failure)) {
      return message;
    }
    String type = failure.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  private static boolean isOwn(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName().startsWith("io.tributary.")
        || (trace.length > 0 && trace[0].getClassName().startsWith("io.tributary."));
  }

  // Kafka quotes the value of a property it refuses, and the value may be a secret.
  private static String withoutValue(String message) {
    // Addresses are none, and whoever is told of the failure is told them, too.
    if (message.startsWith("No resolvable bootstrap urls") || message.startsWith("Unknown host")) {
      return "no such host: property=bootstrap.servers";
    }
    int name = message.indexOf("for configuration ");
    return name < 0
        ? "kafka refuses a client property"
        : "kafka refuses a client property: property="
            + message.substring(name + "for configuration ".length()).split("[: ]", 2)[0];
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
