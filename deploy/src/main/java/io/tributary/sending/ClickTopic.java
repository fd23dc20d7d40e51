package io.tributary.sending;

import io.tributary.kafka.KafkaSettings;
import io.tributary.synthetic.ClickRecords;
import io.tributary.synthetic.RowWatcher;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Fills a topic with rows of a click stream. */
public final class ClickTopic {
  // Rows come faster than linger.ms: large batches cost the broker less.
  private static final Map<String, String> BULK =
      Map.of("batch.size", Integer.toString(1 << 18), "buffer.memory", Integer.toString(1 << 26));

  private ClickTopic() {}

  /** Sends rows from one number up to but not another; returns once all have arrived. */
  public static void fill(
      KafkaSettings kafka,
      String topic,
      ClickRecords records,
      long from,
      long to,
      RowWatcher watcher)
      throws IOException {
    Map<String, String> properties = new HashMap<>(BULK);
    properties.putAll(kafka.toMap());
    try (RecordSender sender = RecordSender.to(new KafkaSettings(properties), topic, 0)) {
      for (long t = from; t < to; t++) {
        records.next(t, sender::send);
        watcher.made(sender.sent(), records.row());
      }
      sender.flush();
    }
  }
}
