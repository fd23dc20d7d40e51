package io.tributary.kafka.snapshot;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a checkpoint or savepoint belongs to: the settings that can't change while a model goes on.
 * It is kept with what the source of examples keeps, because that stands in a checkpoint's metadata
 * itself, where whoever is to go on from it can read it without a cluster.
 *
 * @param settings values by their keys in a pipeline file; what is not known is not there
 */
public record SnapshotIdentity(SortedMap<String, String> settings) implements Serializable {
  /** Key of the input topic. */
  public static final String TOPIC = "input.topic";

  /**
   * A setting that is another than it was.
   *
   * @param key its key in a pipeline file
   * @param saved the snapshot's value
   * @param asked the pipeline's
   */
  public record Difference(String key, String saved, String asked) implements Serializable {}

  public SnapshotIdentity {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Returns what differs, as far as both know it. */
  public List<Difference> differences(SnapshotIdentity asked) {
    List<Difference> differences = new ArrayList<>();
    settings.forEach(
        (key, saved) -> {
          String other = asked.settings.get(key);
          if (other != null && !saved.equals(other)) {
            differences.add(new Difference(key, saved, other));
          }
        });
    return List.copyOf(differences);
  }
}
