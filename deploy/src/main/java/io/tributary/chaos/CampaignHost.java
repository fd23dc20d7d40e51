package io.tributary.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.format.RecordFile;
import io.tributary.waiting.Waiting;
import java.io.IOException;

/** What a campaign needs of the command that runs it. */
public interface CampaignHost {
  /** Follows the progress of a model. */
  interface Progress extends AutoCloseable {
    /** Returns the latest record of the progress topic; a missing node when there is none. */
    JsonNode latest();

    @Override
    void close();
  }

  /** Returns the pipeline of a model of some name and input topic, as count-closed or not. */
  Pipeline pipeline(String name, String topic, boolean closedByCount);

  /** Opens the data to send, from its beginning. */
  RecordFile data() throws IOException;

  /** Creates the topics of a pipeline. */
  void createTopics(Pipeline pipeline, int partitions);

  /** Begins to follow the progress of a model. */
  Progress follow(Pipeline pipeline);

  /** Tells what happens. */
  void say(String line);

  /** Returns what lets time pass. */
  Waiting waiting();

  /** Called while waiting; throws to end the campaign. */
  void heartbeat();
}
