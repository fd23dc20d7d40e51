package io.tributary.kafka.snapshot;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint or savepoint belongs to: the settings that can't change while a model goes on.
 * The identity is kept with the state of the source of examples, because that state is in a
 * checkpoint's metadata. So a client can read it there, without a cluster.
 *
 * @param settings values by their keys in a pipeline file; unknown settings are absent
 */
public record SnapshotIdentity(SortedMap<String, String> settings) implements Serializable {
  /** Key of the input topic. */
  public static final String TOPIC = "input.topic";

  /** Key of what is dealt out: the examples or the model. Absent where it is the examples. */
  public static final String PARALLELISM = "training.parallelism";

  /**
   * A setting whose value has changed.
   *
   * @param key its key in a pipeline file
   * @param saved the snapshot's value
   * @param asked the pipeline's
   */
  public record Difference(String key, String saved, String asked) implements Serializable {}

  public SnapshotIdentity {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Returns the settings that differ, of those that both know. */
  public List<Difference> differences(SnapshotIdentity asked) {
    List<Difference> differences = new ArrayList<>();
    complete(settings)
        .forEach(
            (key, saved) -> {
              String other = complete(asked.settings).get(key);
              if (other != null && !saved.equals(other)) {
                differences.add(new Difference(key, saved, other));
              }
            });
    return List.copyOf(differences);
  }

  /** Adds what snapshots leave out because it is the usual. */
  private static SortedMap<String, String> complete(SortedMap<String, String> settings) {
    SortedMap<String, String> complete = new TreeMap<>(settings);
    if (!settings.isEmpty()) {
      complete.putIfAbsent(PARALLELISM, "data");
    }
    return complete;
  }
}
