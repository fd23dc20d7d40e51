package io.tributary.rejected;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.RejectReason;
import io.tributary.format.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Layout of the records of the rejected topic. Their key is the key of the rejected record, and
 * their value one line of JSON:
 *
 * <pre>
 * {"topic": text, "partition": number, "offset": number, "timestamp": number,
 *  "reason": {@link RejectReason#code()}, "detail": text,
 *  "value": text, when the value is UTF-8, or "valueBase64": text; neither when it is null
 *  "truncated": true, only when the value is cut}
 * </pre>
 *
 * Values are cut to 64 KiB. Readers ignore fields they don't know.
 */
public final class RejectedRecordJson {
  /** The bytes of a value that are kept. */
  public static final int MAX_VALUE_BYTES = 1 << 16;

  private static final int MAX_DETAIL_CHARACTERS = 1000;
  private static final JsonFactory FACTORY = new JsonFactory();

  private RejectedRecordJson() {}

  /** Returns the JSON of a rejected record. */
  public static byte[] write(RejectedRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("topic", record.topic());
      json.writeNumberField("partition", record.partition());
      json.writeNumberField("offset", record.offset());
      json.writeNumberField("timestamp", record.timestamp());
      json.writeStringField("reason", record.reason().code());
      json.writeStringField("detail", presentable(record.detail()));
      byte[] value = record.value();
      boolean truncated = record.truncated();
      if (value != null) {
        truncated |= value.length > MAX_VALUE_BYTES;
        writeValue(value, json);
      }
      if (truncated) {
        json.writeBooleanField("truncated", true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("rejected record can't be written: record=" + record, e);
    }
    return out.toByteArray();
  }

  private static void writeValue(byte[] value, JsonGenerator json) throws IOException {
    int length = Utf8.cut(value, 0, value.length, MAX_VALUE_BYTES);
    if (Utf8.isValid(value, 0, length)) {
      json.writeStringField("value", new String(value, 0, length, StandardCharsets.UTF_8));
    } else {
      json.writeFieldName("valueBase64");
      json.writeBinary(value, 0, Math.min(value.length, MAX_VALUE_BYTES));
    }
  }

  /** Cuts a detail, and replaces half characters, which JSON can't hold. */
  private static String presentable(String detail) {
    String cut = detail.substring(0, Math.min(detail.length(), MAX_DETAIL_CHARACTERS));
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /**
   * Returns the record that {@link #write} wrote, with its value as far as it was kept.
   *
   * @param key the key of the Kafka record
   * @param json the value of the Kafka record
   * @throws CorruptDataException when it is not such a record
   */
  public static RejectedRecord read(byte @Nullable [] key, byte[] json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new CorruptDataException("rejected record is not a json object");
      }
      Fields fields = new Fields();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        fields.read(field, parser);
      }
      return fields.toRecord(key);
    } catch (IOException e) {
      throw new CorruptDataException("rejected record can't be read: cause=" + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException("rejected record is not whole: cause=" + e.getMessage());
    }
  }

  private static final class Fields {
    private @Nullable String topic;
    private int partition = -1;
    private long offset = -1;
    private long timestamp = -1;
    private @Nullable String reason;
    private String detail = "";
    private byte @Nullable [] value;
    private boolean truncated;

    void read(String field, JsonParser parser) throws IOException {
      switch (field) {
        case "topic" -> topic = parser.getText();
        case "partition" -> partition = parser.getIntValue();
        case "offset" -> offset = parser.getLongValue();
        case "timestamp" -> timestamp = parser.getLongValue();
        case "reason" -> reason = parser.getText();
        case "detail" -> detail = parser.getText();
        case "value" -> value = parser.getText().getBytes(StandardCharsets.UTF_8);
        case "valueBase64" -> value = parser.getBinaryValue();
        case "truncated" -> truncated = parser.getBooleanValue();
        default -> parser.skipChildren();
      }
    }

    RejectedRecord toRecord(byte @Nullable [] key) {
      if (topic == null || reason == null || partition < 0 || offset < 0) {
        throw new IllegalArgumentException("topic, partition, offset or reason is absent");
      }
      return new RejectedRecord(
          topic,
          partition,
          offset,
          timestamp,
          RejectReason.ofCode(reason),
          detail,
          key,
          value,
          truncated);
    }
  }
}
