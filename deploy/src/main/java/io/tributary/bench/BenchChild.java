package io.tributary.bench;

import io.tributary.kafka.KafkaSettings;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that does one run: the file of the request and that of the answer are its arguments.
 */
public final class BenchChild {
  private static final Logger LOG = LoggerFactory.getLogger(BenchChild.class);

  private BenchChild() {}

  /** Does what it is asked for, and ends. */
  public static void main(String[] args) throws IOException {
    ParentWatch.install();
    Path answer = Path.of(args[1]);
    int code = 0;
    try {
      BenchJson.write(answer, answer(BenchJson.read(Path.of(args[0]), ChildRequest.class)));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      LOG.error("run failed", e);
      BenchJson.write(answer, ChildAnswer.failed(e));
      code = 1;
    }
    // Threads of Flink and Kafka may still be ending, and are not waited for.
    Runtime.getRuntime().halt(code);
  }

  private static ChildAnswer answer(ChildRequest request) throws Exception {
    KafkaSettings kafka = KafkaSettings.of(request.bootstrapServers());
    if (request.run() instanceof BenchRun.Fill fill) {
      return ChildAnswer.of(Filling.run(fill, kafka));
    } else if (request.run() instanceof BenchRun.FloorRun floor) {
      return ChildAnswer.of(Floors.run(floor, kafka));
    } else if (request.run() instanceof BenchRun.PipelineRun pipeline) {
      return Training.run(
          pipeline, ClickPipeline.of(pipeline, request.model(), kafka), Waiting.system());
    } else if (request.run() instanceof BenchRun.RecoveryRun recovery) {
      String model = request.model();
      return Recovery.run(
          recovery, ClickPipeline.of(recovery.pipeline(model), model, kafka), Waiting.system());
    }
    throw new IllegalArgumentException("no such run: run=" + request.run());
  }
}
