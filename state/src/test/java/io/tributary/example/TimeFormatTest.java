package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  private static long parse(String format, String text) {
    byte[] padded = ("0" + text + "0").getBytes(StandardCharsets.UTF_8);
    return TimeFormat.of(format).parse(padded, 1, padded.length - 2);
  }

  private static Instant randomTime(Random random) {
    long range = UtcTimes.LAST - UtcTimes.FIRST;
    return Instant.ofEpochMilli(UtcTimes.FIRST + (long) (random.nextDouble() * range));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy-MM-dd'T'HH:mm:ss.SSS",
        "yyyy-MM-dd'T'HH:mm",
        "yyyyMMddHHmmssSSS",
        "dd/MM/yyyy HH:mm:ss",
        "yyyyMMdd",
        "yyyy-MM",
        "'week of' MM yyyy'''s' dd",
      })
  void patternsReadWhatTheJdkWrites(String pattern) {
    DateTimeFormatter jdk = DateTimeFormatter.ofPattern(pattern);
    TimeFormat format = TimeFormat.of(pattern);
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      LocalDateTime time = LocalDateTime.ofInstant(randomTime(random), ZoneOffset.UTC);
      time = pattern.contains("dd") ? time : time.withDayOfMonth(1);
      time = pattern.contains("HH") ? time : time.withHour(0);
      time = pattern.contains("mm") ? time : time.withMinute(0);
      time = pattern.contains("ss") ? time : time.withSecond(0);
      time = pattern.contains("SSS") ? time : time.withNano(0);
      byte[] text = jdk.format(time).getBytes(StandardCharsets.UTF_8);
      assertThat(format.parse(text, 0, text.length))
          .as(pattern + " " + time)
          .isEqualTo(time.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001-02-29T00:00", "1900-02-29T00:00", "2001-13-01T00:00", "2001-00-01T00:00",
        "2001-01-00T00:00", "2001-04-31T00:00", "2001-01-01T24:00", "2001-01-01T00:60",
        "2001-01-01 00:01", "2001-01-01T00:1", "2001-01-01T00:01Z", "2001-01-01T00:0x",
        "0000-01-01T00:00", "+200-01-01T00:00", "", "x"
      })
  void patternsRefuseWhatIsNoTime(String text) {
    assertThat(parse("yyyy-MM-dd'T'HH:mm", text)).isEqualTo(TimeFormat.INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yyyy-MM-dd'T'HH:mm:ss.S|S is unknown",
        "yy-MM-dd|yy is unknown",
        "yyyy-MMM-dd|MMM is unknown",
        "yyyy-MM-ddXXX|XXX is unknown",
        "yyyy-MM-dd'T|a quote is not closed",
        "yyyy-MM-dd yyyy|yyyy is there twice",
        "yyyy-dd|MM is absent",
        "HH:mm|yyyy is absent",
        "-|yyyy is absent",
        "iso|i is unknown",
        "yyyy\u5e74|a literal is not printable ASCII",
      })
  void saysWhyAPatternCannotBeUsed(String pattern, String why) {
    assertThatThrownBy(() -> TimeFormat.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("format=" + pattern)
        .hasMessageContaining("iso-8601");
  }

  @Test
  void isoReadsWhatTheJdkWrites() {
    Random random = new Random(13);
    List<String> formats =
        List.of(
            "yyyy-MM-dd'T'HH:mm:ssXXX",
            "yyyy-MM-dd'T'HH:mmXX",
            "yyyy-MM-dd'T'HH:mm:ss.SXXX",
            "yyyy-MM-dd'T'HH:mm:ss.SSSxxx",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSxx");
    for (int i = 0; i < 20_000; i++) {
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(36 * 60 + 1) - 18 * 60) * 60);
      OffsetDateTime time =
          LocalDateTime.ofInstant(randomTime(random), ZoneOffset.UTC)
              .withYear(2 + random.nextInt(9990))
              .withNano(random.nextInt(1_000_000_000))
              .atOffset(offset);
      for (String format : formats) {
        String text = DateTimeFormatter.ofPattern(format).format(time);
        long expected =
            OffsetDateTime.parse(text, DateTimeFormatter.ofPattern(format))
                .toInstant()
                .toEpochMilli();
        assertThat(parse("iso-8601", text)).as(text).isEqualTo(expected);
      }
    }
    assertThat(parse("iso-8601", "2001-01-01T00:01+02"))
        .isEqualTo(Instant.parse("2000-12-31T22:01:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001-01-01T00:01",
        "2001-01-01T00:01:00",
        "2001-01-01",
        "2001-01-01T00:01:0Z",
        "2001-01-01T00:01:00.Z",
        "2001-01-01T00:01:00.1234567890Z",
        "2001-01-01T00:01z",
        "2001-01-01T00:01+2",
        "2001-01-01T00:01+19:00",
        "2001-01-01T00:01+02:60",
        "2001-01-01T00:01+0x:00",
        "2001-01-01T00:01:",
        "2001-01-01T00:01:0xZ",
        "2001-02-30T00:01Z",
        "2001-01-01T00:01:60Z",
        "2001-01-01T00:01ZZ",
        "",
        "Z"
      })
  void isoRefusesWhatIsNoTime(String text) {
    assertThat(parse("iso-8601", text)).isEqualTo(TimeFormat.INVALID);
  }

  @Test
  void readsEpochs() {
    assertThat(parse("epoch-millis", "978307260123")).isEqualTo(978_307_260_123L);
    assertThat(parse("epoch-millis", "-5")).isEqualTo(-5);
    assertThat(parse("epoch-seconds", "978307260")).isEqualTo(978_307_260_000L);
    assertThat(parse("epoch-seconds", "978307260.123")).isEqualTo(978_307_260_123L);
    assertThat(parse("epoch-seconds", "978307260123")).isEqualTo(TimeFormat.INVALID);
    assertThat(parse("epoch-millis", "soon")).isEqualTo(TimeFormat.INVALID);
    assertThat(parse("epoch-millis", "1e300")).isEqualTo(TimeFormat.INVALID);
    assertThat(parse("epoch-millis", "")).isEqualTo(TimeFormat.INVALID);
  }

  @Test
  void datePartsAreThoseOfTheJdk() {
    Random random = new Random(17);
    for (int i = 0; i < 100_000; i++) {
      Instant instant = randomTime(random);
      LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      long millis = instant.toEpochMilli();
      assertThat(UtcTimes.hour(millis)).isEqualTo(time.getHour());
      assertThat(UtcTimes.dayOfWeek(millis)).isEqualTo(time.getDayOfWeek().getValue());
      assertThat(UtcTimes.monthDay(millis))
          .isEqualTo(time.getMonthValue() * 100 + time.getDayOfMonth());
    }
  }

  @Test
  void survivesSerialization() throws Exception {
    TimeFormat format = TimeFormat.of("yyyy-MM-dd");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(format);
    }
    Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

    assertThat(copy).isEqualTo(format).hasToString("yyyy-MM-dd");
    assertThat(((TimeFormat) copy).parse("1970-01-02".getBytes(StandardCharsets.UTF_8), 0, 10))
        .isEqualTo(86_400_000);
  }
}
