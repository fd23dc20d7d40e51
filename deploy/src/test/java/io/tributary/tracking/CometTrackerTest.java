package io.tributary.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.config.Secret;
import io.tributary.config.TrackingConfig.Comet;
import io.tributary.tracking.CometStub.Request;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Outcome;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CometTrackerTest {
  static final List<TrackedEvent> RUN =
      List.of(
          new Started(1000, "key", "delays run", Map.of("tributary.model", "delays")),
          new Parameters(1001, Map.of("model.bits", "22")),
          new Metrics(1002, 100, Map.of("logLoss", 0.5)),
          new Artifact(1003, "pipeline.yaml", "name: delays\n"),
          new Version(1004, Map.of("checksum", "abcd")),
          new Ended(1005, Outcome.FINISHED));

  static CometTracker tracker(CometStub comet, String key) {
    return new CometTracker(new Comet(comet.uri(), "w", "p", new Secret(key)));
  }

  @Test
  void aRunIsWritten() throws Exception {
    Map<String, String> remote = new TreeMap<>();
    try (CometStub comet = CometStub.start()) {
      tracker(comet, CometStub.KEY).send(RUN, remote);
      assertThat(remote).containsEntry("experimentKey", "e1");
      Request metric = comet.of("metric").get(0);
      assertThat(metric.body().toString())
          .isEqualTo(
              "{\"experimentKey\":\"e1\",\"metricName\":\"logLoss\",\"metricValue\":0.5,"
                  + "\"step\":100,\"timestamp\":1002}");
      assertThat(comet.of("upload-asset")).hasSize(2);
      assertThat(comet.of("upload-asset").get(0).text()).contains("\r\n\r\nname: delays\n\r\n--");
      assertThat(comet.of("create")).hasSize(1);
      assertThat(comet.of("update-status").get(0).body().path("isAlive").asBoolean(true)).isFalse();
      // What an answer that was lost makes it send again begins no other run.
      tracker(comet, CometStub.KEY).send(RUN.subList(0, 1), remote);
      assertThat(comet.of("create")).hasSize(1);
    }
  }

  @Test
  void aWrongKeyIsNoReasonToForgetARunAndIsNotShown() throws Exception {
    try (CometStub comet = CometStub.start()) {
      assertThatThrownBy(() -> tracker(comet, "very-secret").send(RUN, new TreeMap<>()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedException.class)
          .hasMessage("request was refused: request=create status=401");
    }
  }
}
