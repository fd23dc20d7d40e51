package io.tributary.kafka.snapshot;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint or savepoint belongs to another training than the pipeline that should go on from
 * it.
 */
public final class SnapshotMismatchException extends RuntimeException {
  private static final String NAME = "name";

  private final List<SnapshotIdentity.Difference> differences;
  private final @Nullable String path;

  /**
   * Creates one.
   *
   * @param differences at least one
   * @param path of the snapshot; null when it is not known
   */
  public SnapshotMismatchException(
      List<SnapshotIdentity.Difference> differences, @Nullable String path) {
    super(
        "snapshot is of another training than the pipeline"
            + (path == null ? "" : ": from=" + path)
            + ": "
            + differences.stream()
                .map(
                    difference ->
                        difference.key()
                            + " saved="
                            + difference.saved()
                            + " pipeline="
                            + difference.asked())
                .collect(Collectors.joining(", ")));
    this.differences = List.copyOf(differences);
    this.path = path;
  }

  /** Returns one line for each difference, with what to do about it. */
  public List<String> lines() {
    return differences.stream().map(this::line).toList();
  }

  private String line(SnapshotIdentity.Difference difference) {
    return difference.key()
        + ": "
        + fact(difference.key())
        + ": saved="
        + difference.saved()
        + " pipeline="
        + difference.asked()
        + (path == null ? "" : " from=" + path)
        + remedy(difference);
  }

  private static String fact(String key) {
    return switch (key) {
      case NAME -> "snapshot is of another model";
      case SnapshotIdentity.TOPIC -> "snapshot goes on with another topic, so both would be read";
      default -> "snapshot was trained with another, which can't change";
    };
  }

  private static String remedy(SnapshotIdentity.Difference difference) {
    return difference.key().equals(NAME)
        ? " remedy=a snapshot of " + difference.asked() + ", or none, which begins anew"
        : " remedy=set it back, or begin anew under another name";
  }
}
