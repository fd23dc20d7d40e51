package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class CheckpointDetailsTest {
  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  @Test
  void onlyCompletedCheckpointsHaveADuration() throws JsonProcessingException {
    assertThat(
            CheckpointDetails.completed(
                json(
                    "{'history': [{'id': 7, 'status': 'IN_PROGRESS'}, {'id': 6, 'status':"
                        + " 'COMPLETED', 'end_to_end_duration': 31}, {'id': 5, 'status': 'FAILED'},"
                        + " {'id': 4, 'status': 'COMPLETED', 'end_to_end_duration': 250}]}")))
        .containsExactly(new CompletedCheckpoint(6, 31), new CompletedCheckpoint(4, 250));
    assertThat(CheckpointDetails.completed(json("{}"))).isEmpty();
  }

  @Test
  void valuesAreThoseOfTheSubtasksThatTellThem() throws JsonProcessingException {
    JsonNode metrics =
        json(
            "[{'id': '0.replica.tributary.checkpointPauseMs', 'value': '42'},"
                + " {'id': '0.replica.tributary.pauseWithoutCheckpointMs', 'value': '-1'},"
                + " {'id': '1.replica.tributary.checkpointPauseMs', 'value': '5'}]");
    assertThat(CheckpointDetails.values(metrics, "checkpointPauseMs")).containsExactly(42L, 5L);
    assertThat(CheckpointDetails.values(metrics, "pauseWithoutCheckpointMs")).containsExactly(-1L);
    assertThat(CheckpointDetails.values(json("[]"), "checkpointPauseMs")).isEmpty();
  }

  @Test
  void learnersAreTheVerticesWithReplicas() throws JsonProcessingException {
    JobVertices vertices =
        JobVertices.of(
            json(
                "{'vertices': [{'id': 'a', 'name': 'Source: examples -> decode'},"
                    + " {'id': 'b', 'name': 'replica -> (rejected-sink, count-rejected)'},"
                    + " {'id': 'c', 'name': 'block-master -> updates-sink'}]}"));
    assertThat(vertices.learners()).extracting(JobVertices.Vertex::id).containsExactly("b");
  }
}
