package io.tributary.training;

import io.tributary.example.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Records that can't be used, and why: one kind for each constant. */
enum BrokenRows {
  NOT_JSON(RejectReason.NOT_JSON),
  TRUNCATED(RejectReason.NOT_JSON),
  ARRAY(RejectReason.NOT_AN_OBJECT),
  EMPTY(RejectReason.EMPTY),
  NULL(RejectReason.EMPTY),
  LABEL_MISSING(RejectReason.LABEL_MISSING),
  LABEL_INVALID(RejectReason.LABEL_INVALID),
  NOT_A_NUMBER(RejectReason.NOT_A_NUMBER),
  KEY_MISSING(RejectReason.KEY_MISSING),
  TIME_INVALID(RejectReason.TIME_INVALID),
  TIME_MISSING(RejectReason.TIME_MISSING),
  NESTED(RejectReason.NESTED_VALUE),
  TOO_LARGE(RejectReason.TOO_LARGE),
  BINARY(RejectReason.NOT_JSON);

  private final RejectReason reason;

  BrokenRows(RejectReason reason) {
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }

  /** Returns a record of this kind, made of a good one; null has no value at all. */
  byte[] of(TestRows.Row row, Random random) {
    String json = row.json();
    return switch (this) {
      case NOT_JSON -> bytes("no json " + random.nextInt());
      case TRUNCATED -> bytes(json.substring(0, 1 + random.nextInt(json.length() - 1)));
      case ARRAY -> bytes("[" + json + "]");
      case EMPTY -> new byte[0];
      case NULL -> null;
      case LABEL_MISSING -> bytes(json.replace("\"y\"", "\"z\""));
      case LABEL_INVALID -> bytes(json.replaceAll("\"y\":.", "\"y\":\"maybe\""));
      case NOT_A_NUMBER -> bytes(json.replace("\"x\":", "\"x\":\"wide\",\"w\":"));
      case KEY_MISSING -> bytes(json.replaceFirst("\"k\":\"k\\d+\"", "\"k\":null"));
      case TIME_INVALID -> bytes(json.replaceFirst("\"t\":\\d+", "\"t\":\"yesterday\""));
      case TIME_MISSING -> bytes(json.replaceFirst("\"t\":\\d+,", ""));
      case NESTED -> bytes(json.replaceFirst("\"a\":\"a\\d+\"", "\"a\":{\"of\":[1,2]}"));
      case TOO_LARGE ->
          bytes(
              json.replace("}", ",\"p\":\"" + "p".repeat(TestPipelines.MAX_RECORD_BYTES) + "\"}"));
      case BINARY -> {
        byte[] noise = new byte[50];
        random.nextBytes(noise);
        noise[0] = (byte) 0xFE;
        yield noise;
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
