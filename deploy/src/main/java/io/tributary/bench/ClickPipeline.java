package io.tributary.bench;

import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.kafka.KafkaSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The pipeline that learns the click stream, with all defaults but those that a run changes. */
final class ClickPipeline {
  private static final String MODEL = "clicks";

  private ClickPipeline() {}

  /** Returns the pipeline of a run, with as many replicas as its data has partitions. */
  static Pipeline of(BenchRun.PipelineRun run, String model, KafkaSettings kafka) {
    Map<String, String> settings = new LinkedHashMap<>(run.settings());
    settings.putIfAbsent("training.replicas", Integer.toString(run.data().partitions()));
    // Often enough to tell where the window begins; each report costs the process that is measured.
    settings.putIfAbsent("training.reportInterval", "500ms");
    PipelineFile file = PipelineFile.of(text(run.data(), run.features(), model));
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      file = file.with(setting.getKey(), setting.getValue());
    }
    return file.pipeline(Map.of()).withKafka(kafka);
  }

  /** Returns the pipeline of some data, to decode and learn as a whole pipeline would. */
  static Pipeline of(ClickData data) {
    return PipelineFile.of(text(data, data.fields(), MODEL)).pipeline(Map.of());
  }

  /** Returns the same pipeline whose Flink answers REST requests at a port. */
  static Pipeline withRestPort(Pipeline pipeline, int port) {
    Map<String, String> options = new TreeMap<>(pipeline.flink().options());
    options.put("rest.port", Integer.toString(port));
    options.put("rest.bind-port", Integer.toString(port));
    options.put("rest.address", "127.0.0.1");
    options.put("rest.bind-address", "127.0.0.1");
    // Of every checkpoint it is asked for all there is to know, and soon.
    options.put("rest.cache.checkpoint-statistics.timeout", "100ms");
    options.put("web.checkpoints.history", "1000");
    options.put("metrics.fetcher.update-interval", "500ms");
    return pipeline.withFlink(new FlinkConfig(options));
  }

  private static String text(ClickData data, int features, String model) {
    return """
    name: %s
    model: {bits: 22, optimizer: {type: ftrl, alpha: 0.1, beta: 1}}
    features: [%s]
    label: {field: %s}
    key: %s
    time: {field: event_ms, format: epoch-millis}
    input: {topic: %s, format: %s, bounded: true%s}
    """
        .formatted(
            model,
            String.join(", ", data.features().subList(0, features)),
            ClickData.LABEL,
            data.keyField(),
            data.topic(),
            data.format(),
            formatKeys(data));
  }

  private static String formatKeys(ClickData data) {
    return switch (data.format()) {
      case "csv" -> ", columns: [" + String.join(", ", data.columns()) + "]";
      // In the text itself: a child has no file of it.
      case "avro" -> ", schema: '" + data.avroSchema().strip() + "'";
      default -> "";
    };
  }
}
