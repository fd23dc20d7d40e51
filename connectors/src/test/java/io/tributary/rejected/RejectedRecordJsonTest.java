package io.tributary.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.CorruptDataException;
import io.tributary.example.RejectReason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedRecordJsonTest {
  private static final byte[] KEY = {1, 2};

  private static RejectedRecord record(byte[] value) {
    return new RejectedRecord(
        "flights", 3, 12345678901L, 978307260000L, RejectReason.NOT_JSON, "broken", KEY, value);
  }

  private static RejectedRecord roundTrip(RejectedRecord record) {
    return RejectedRecordJson.read(record.key(), RejectedRecordJson.write(record));
  }

  @Test
  void hasItsDocumentedLayout() {
    String expected =
        "{\"topic\":\"flights\",\"partition\":3,\"offset\":12345678901,"
            + "\"timestamp\":978307260000,\"reason\":\"not-json\",\"detail\":\"broken\"";

    assertThat(write("{\"a\"".getBytes(UTF_8))).isEqualTo(expected + ",\"value\":\"{\\\"a\\\"\"}");
    assertThat(write(new byte[] {(byte) 0xFF, 0}))
        .isEqualTo(expected + ",\"valueBase64\":\"/wA=\"}");
    assertThat(write(null)).isEqualTo(expected + "}");
  }

  private static String write(byte[] value) {
    return new String(RejectedRecordJson.write(record(value)), UTF_8);
  }

  @ParameterizedTest
  @EnumSource(RejectReason.class)
  void readsEveryReasonBack(RejectReason reason) {
    RejectedRecord record =
        new RejectedRecord("t", 0, 0, -1, reason, "d\u00e9tail \"x\"", null, new byte[0]);

    assertThat(roundTrip(record)).isEqualTo(record);
  }

  @Test
  void readsRandomValuesBack() {
    Random random = new Random(43);
    for (int i = 0; i < 3000; i++) {
      byte[] value = new byte[random.nextInt(20)];
      random.nextBytes(value);
      assertThat(roundTrip(record(value))).isEqualTo(record(value));
    }
  }

  @Test
  void cutsLargeValuesBetweenCharacters() {
    byte[] text = ("x" + "\ud83d\ude00".repeat(20_000)).getBytes(UTF_8);
    byte[] binary = new byte[100_000];
    Arrays.fill(binary, (byte) 0xFF);

    assertCut(text, RejectedRecordJson.MAX_VALUE_BYTES - 3);
    assertCut(binary, RejectedRecordJson.MAX_VALUE_BYTES);
  }

  private static void assertCut(byte[] value, int length) {
    RejectedRecord read = roundTrip(record(value));
    assertThat(read.truncated()).isTrue();
    assertThat(read.value()).isEqualTo(Arrays.copyOf(value, length));
    assertThat(roundTrip(read)).isEqualTo(read);
  }

  @Test
  void writesDetailsThatJsonCannotHold() {
    RejectedRecord record =
        new RejectedRecord(
            "t", 0, 0, 0, RejectReason.NOT_JSON, "\ud800" + "x".repeat(5000), null, null);

    assertThat(roundTrip(record).detail()).startsWith("?xxx").hasSize(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"topic\":\"t\",\"partition\":0,\"offset\":0}",
        "{\"topic\":\"t\",\"partition\":0,\"offset\":0,\"reason\":\"bad\"}",
        "{\"topic\":\"t\",\"partition\":\"x\",\"offset\":0,\"reason\":\"empty\"}",
      })
  void refusesWhatIsNoRejectedRecord(String json) {
    assertThatThrownBy(() -> RejectedRecordJson.read(null, json.getBytes(UTF_8)))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void ignoresUnknownFields() {
    String json =
        "{\"later\":{\"x\":[1]},\"topic\":\"t\",\"partition\":0,\"offset\":1,\"reason\":\"empty\"}";

    assertThat(RejectedRecordJson.read(null, json.getBytes(UTF_8)).offset()).isEqualTo(1);
  }
}
