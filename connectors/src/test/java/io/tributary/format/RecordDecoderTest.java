package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.LabelKind;
import io.tributary.example.LabelRule;
import io.tributary.example.RejectReason;
import io.tributary.example.TimeFormat;
import io.tributary.example.Transform;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.DecodedRecord.Rejected;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
  private static final ExampleSchema SCHEMA =
      new ExampleSchema(
          List.of(new Constant(), new Categorical("origin"), new Numeric("n", Transform.RAW)),
          new LabelRule.Comparison("delay", LabelRule.Operator.AT_LEAST, 15),
          LabelKind.BINARY,
          "origin",
          "date",
          TimeFormat.of("yyyy-MM-dd'T'HH:mm"),
          null,
          20);

  private final RecordDecoder decoder =
      RecordDecoder.of(SCHEMA, "json", FormatOptions.DEFAULT, 200);

  private DecodedRecord decode(String json) {
    return decoder.decode(json.getBytes(UTF_8), 7);
  }

  @Test
  void formatsAgreeOnTheExample() {
    DecodedRecord json =
        decode("{\"date\":\"2001-01-01T00:01\",\"origin\":\"ATL\",\"n\":2.5,\"delay\":20}");
    RecordDecoder csv =
        RecordDecoder.of(
            SCHEMA, "csv", new FormatOptions(List.of("date", "origin", "n", "delay")), 200);

    assertThat(json)
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> {
              assertThat(decoded.example().label()).isEqualTo(1);
              assertThat(decoded.example().sentTime()).isEqualTo(7);
              assertThat(decoded.example().features().size()).isEqualTo(3);
            });
    assertThat(csv.decode("2001-01-01T00:01,ATL,2.5,20".getBytes(UTF_8), 7)).isEqualTo(json);
  }

  @Test
  void rejectsInsteadOfThrowing() {
    assertThat(decoder.decode(null, 0))
        .isEqualTo(new Rejected(RejectReason.EMPTY, "record has no value"));
    assertThat(decode("")).isEqualTo(new Rejected(RejectReason.EMPTY, "record has no value"));
    assertThat(decode("x".repeat(201)))
        .isEqualTo(
            new Rejected(RejectReason.TOO_LARGE, "record is too large: bytes=201 allowed=200"));
    assertThat(decode("{\"origin\":\"ATL\",\"n\":\"many\"}"))
        .isEqualTo(
            new Rejected(RejectReason.NOT_A_NUMBER, "field is not a number: field=n value=many"));
    assertThat(decode("{\"origin\":\"ATL\"}"))
        .isEqualTo(new Rejected(RejectReason.TIME_MISSING, "field is missing: field=date"));
  }

  @Test
  void neverThrowsForRandomBytes() {
    Random random = new Random(31);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = '{';
      }
      assertThat(decoder.decode(bytes, 0)).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void saysWhichFieldsTheFirstRecordsHave() {
    assertThat(decoder.takeSeenFields()).as("nobody asked").isNull();
    decoder.watchFields();
    assertThat(decoder.takeSeenFields()).as("no record yet").isNull();
    decode("{\"date\":\"2001-01-01T00:01\",\"orign\":\"ATL\",\"delay\":20,\"m\":{\"n\":1}}");
    decode("not json");
    decode("{\"orign\":null,\"n\":null}");
    assertThat(decoder.takeSeenFields())
        .isEqualTo(
            new SeenFields(
                2, List.of("delay", "date", "n"), List.of("origin"), List.of("orign", "m")));
    assertThat(decoder.takeSeenFields()).as("told already").isNull();
  }

  @Test
  void afterAThousandRecordsNobodyLooksAnyMore() {
    decoder.watchFields();
    for (int i = 0; i < 1_500; i++) {
      decode("{\"x" + i + "\":1}");
    }
    SeenFields seen = decoder.takeSeenFields();
    assertThat(seen.records()).isEqualTo(1_000);
    assertThat(seen.missing()).containsExactly("origin", "n", "delay", "date");
    assertThat(seen.others()).hasSize(100).startsWith("x0", "x1");
    decode("{\"origin\":1}");
    assertThat(decoder.takeSeenFields()).isNull();
  }

  @Test
  void nobodyLooksAnyMoreOnceAllFieldsHaveBeenSeen() {
    decoder.watchFields();
    decode("{\"date\":\"2001-01-01T00:01\",\"origin\":\"ATL\",\"n\":2.5,\"delay\":20}");
    decode("{}");
    SeenFields seen = decoder.takeSeenFields();
    assertThat(seen.records()).isEqualTo(1);
    assertThat(seen.missing()).isEmpty();
    assertThat(seen.seen()).hasSize(4);
    assertThat(decoder.takeSeenFields()).isNull();
  }

  @Test
  void namesOfFieldsOfCsvAreThoseOfTheHeader() {
    RecordDecoder csv = RecordDecoder.of(SCHEMA, "csv", FormatOptions.DEFAULT, 200);
    csv.watchFields();
    csv.decode("date,\"or,ign\",delay,n\n2001-01-01T00:01,ATL,20,".getBytes(UTF_8), 7);
    assertThat(csv.takeSeenFields())
        .isEqualTo(
            new SeenFields(1, List.of("delay", "date"), List.of("origin", "n"), List.of("or,ign")));
  }
}
