package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashMap;
import java.util.Map;

/** One thing that a child process does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BenchRun.Fill.class, name = "fill"),
  @JsonSubTypes.Type(value = BenchRun.FloorRun.class, name = "floor"),
  @JsonSubTypes.Type(value = BenchRun.PipelineRun.class, name = "pipeline"),
  @JsonSubTypes.Type(value = BenchRun.RecoveryRun.class, name = "recovery")
})
public sealed interface BenchRun {
  /** Returns its name, unique in one invocation. */
  String name();

  /** Returns the rows it is done with. */
  ClickData data();

  /**
   * Sends rows to their topic.
   *
   * @param data the rows
   */
  record Fill(ClickData data) implements BenchRun {
    @Override
    public String name() {
      return "fill " + data.topic();
    }
  }

  /**
   * Measures what a pipeline is made of.
   *
   * @param name its name
   * @param floor which part
   * @param data the rows; of those kept in memory, several passes may be made
   * @param warmUp rows before the window that is measured
   */
  record FloorRun(String name, Floor floor, ClickData data, long warmUp) implements BenchRun {}

  /**
   * Measures a whole pipeline, from a filled topic to a trained model.
   *
   * @param name its name
   * @param data the rows, with a partition for each replica
   * @param features how many of the fields are features, the first of them
   * @param settings keys of the pipeline file, like {@code training.round.examples}, and their
   *     values instead of the defaults
   * @param warmUp rows before the window that is measured
   */
  record PipelineRun(
      String name, ClickData data, int features, Map<String, String> settings, long warmUp)
      implements BenchRun {
    /** Copies the settings. */
    public PipelineRun {
      settings = Map.copyOf(settings);
    }

    /** All fields are features. */
    public PipelineRun(String name, ClickData data, Map<String, String> settings, long warmUp) {
      this(name, data, data.fields(), settings, warmUp);
    }
  }

  /**
   * Measures how long a job takes to go on from a savepoint, see {@link Recovery}.
   *
   * @param name its name
   * @param data the rows that are learned before; they go to a topic of this run alone
   * @param settings keys of the pipeline file and their values instead of the defaults
   */
  record RecoveryRun(String name, ClickData data, Map<String, String> settings)
      implements BenchRun {
    // What reports come later than that is seen too late.
    private static final String REPORT_INTERVAL = "20ms";

    /** Copies the settings. */
    public RecoveryRun {
      settings = Map.copyOf(settings);
    }

    /** Returns what its jobs do, for a model of some name. */
    PipelineRun pipeline(String model) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("input.topic", model + "-rows");
      all.put("input.bounded", "false");
      all.put("training.reportInterval", REPORT_INTERVAL);
      return new PipelineRun(name, data, all, 0);
    }
  }
}
