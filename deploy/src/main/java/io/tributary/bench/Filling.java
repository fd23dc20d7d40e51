package io.tributary.bench;

import io.tributary.kafka.KafkaSettings;
import io.tributary.synthetic.ClickRecords;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends rows to a topic that exists. */
final class Filling {
  private static final int BATCH_BYTES = 256 << 10;

  private Filling() {}

  static Cost run(BenchRun.Fill fill, KafkaSettings kafka) {
    ClickData data = fill.data();
    Samples samples = ThisProcess.samples(0);
    send(data, 0, data.rows(), data.topic(), kafka);
    return ThisProcess.cost(samples, data.rows());
  }

  /** Sends some rows to a topic. */
  static void send(ClickData data, long from, long to, String topic, KafkaSettings kafka) {
    Properties properties = kafka.toProperties();
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      ClickRecords records = data.records();
      records.each(
          from,
          to,
          (key, value) -> {
            var unused =
                producer.send(
                    new ProducerRecord<>(topic, key, value),
                    (metadata, exception) -> {
                      if (exception != null) {
                        failure.compareAndSet(null, exception);
                      }
                    });
          });
      producer.flush();
    }
    Exception cause = failure.get();
    if (cause != null) {
      throw new BenchException("rows can't be sent: topic=" + topic, cause);
    }
  }
}
