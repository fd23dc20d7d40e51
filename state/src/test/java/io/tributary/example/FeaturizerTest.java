package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureDefinition.Part;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeaturizerTest {
  private static final int BITS = 18;
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
  private static final Categorical ORIGIN = new Categorical("origin");
  private static final DatePart HOUR = new DatePart("date", Part.HOUR);
  private static final Numeric DISTANCE = new Numeric("distance", Transform.RAW);

  private static Featurizer featurizer(FeatureDefinition... features) {
    return new Featurizer(
        new ExampleSchema(
            List.of(features),
            new LabelRule.Field("y"),
            LabelKind.REAL,
            "key",
            "date",
            TimeFormat.of("yyyy-MM-dd'T'HH:mm"),
            "w",
            BITS));
  }

  private static FieldValues values(Featurizer featurizer, Map<String, ?> record) {
    FieldValues values = new FieldValues(featurizer.fields());
    values.set(record);
    return values;
  }

  private static FeatureVector features(Map<String, ?> record, FeatureDefinition... features) {
    Featurizer featurizer = featurizer(features);
    FeatureVector out = new FeatureVector();
    out.add(99, 99);
    featurizer.features(values(featurizer, record), out);
    return out;
  }

  private static int coordinate(String hashed) {
    byte[] bytes = hashed.getBytes(StandardCharsets.UTF_8);
    return Murmur3.hash32(bytes, 0, bytes.length) & ((1 << BITS) - 1);
  }

  private static FeatureVector vector(Object... hashedAndValue) {
    FeatureVector vector = new FeatureVector();
    for (int i = 0; i < hashedAndValue.length; i += 2) {
      float x = ((Number) hashedAndValue[i + 1]).floatValue();
      vector.add(coordinate((String) hashedAndValue[i]), x);
    }
    return vector;
  }

  @Test
  void hashesNamesAndValues() {
    Map<String, Object> record =
        Map.of("origin", "ATL", "date", "2001-01-01T07:30", "distance", -1000, "late", true);

    assertThat(
            features(
                record,
                new Constant(),
                ORIGIN,
                new Categorical("late"),
                new Categorical("distance"),
                HOUR,
                new DatePart("date", Part.DAY_OF_WEEK),
                new DatePart("date", Part.MONTH_DAY)))
        .isEqualTo(
            vector(
                "constant", 1,
                "origin=ATL", 1,
                "late=true", 1,
                "distance=-1000", 1,
                "hour(date)=7", 1,
                "day-of-week(date)=1", 1,
                "month-day(date)=01-01", 1));
  }

  @Test
  void transformsNumbers() {
    assertThat(
            features(
                Map.of("distance", -1000),
                DISTANCE,
                new Numeric("distance", new Transform.Scale(0.5)),
                new Numeric("distance", Transform.LOG1P)))
        .isEqualTo(
            vector(
                "distance",
                -1000,
                "scale(distance,0.5)",
                -500,
                "log1p(distance)",
                -Math.log1p(1000)));
  }

  @Test
  void crossesValuesAndMultipliesNumbers() {
    Map<String, Object> record =
        Map.of("origin", "ATL", "date", "2001-01-01T07:30", "distance", 3, "n", 0.5);

    assertThat(
            features(
                record,
                new Cross(List.of(ORIGIN, HOUR)),
                new Cross(List.of(ORIGIN, DISTANCE, HOUR)),
                new Cross(List.of(DISTANCE, new Numeric("n", Transform.RAW)))))
        .isEqualTo(
            vector(
                "origin*hour(date)=ATL*7", 1,
                "origin*distance*hour(date)=ATL*7", 3,
                "distance*n", 1.5));
  }

  @Test
  void leavesOutWhatIsMissingOrZero() {
    Map<String, Object> record = new HashMap<>();
    record.put("origin", null);
    record.put("distance", 0);
    record.put("empty", "");

    assertThat(
            features(
                record,
                ORIGIN,
                HOUR,
                DISTANCE,
                new Categorical("empty"),
                new Numeric("absent", Transform.RAW),
                new Cross(List.of(new Categorical("empty"), ORIGIN)),
                new Cross(List.of(new Categorical("empty"), DISTANCE))))
        .isEqualTo(vector("empty=", 1));
  }

  @Test
  void datePartsFollowTheCalendar() {
    Featurizer featurizer =
        featurizer(
            HOUR, new DatePart("date", Part.DAY_OF_WEEK), new DatePart("date", Part.MONTH_DAY));
    Random random = new Random(5);
    FeatureVector out = new FeatureVector();
    for (int i = 0; i < 2000; i++) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(random.nextInt(), 0, ZoneOffset.UTC);
      featurizer.features(values(featurizer, Map.of("date", MINUTES.format(time))), out);
      assertThat(out)
          .isEqualTo(
              vector(
                  "hour(date)=" + time.getHour(),
                  1,
                  "day-of-week(date)=" + time.getDayOfWeek().getValue(),
                  1,
                  "month-day(date)=" + DateTimeFormatter.ofPattern("MM-dd").format(time),
                  1));
    }
  }

  @Test
  void buildsExamples() {
    Featurizer featurizer = featurizer(ORIGIN);
    FieldValues in =
        values(
            featurizer,
            Map.of("origin", "ATL", "key", "k1", "date", "2001-01-01T00:01", "y", 2.5, "w", 3));

    byte[] key = "k1".getBytes(StandardCharsets.UTF_8);
    long time = Instant.parse("2001-01-01T00:01:00Z").toEpochMilli();
    Example example = featurizer.example(in, 42);
    assertThat(example)
        .isEqualTo(
            new Example(Murmur3.hash64(key, 0, 2), time, 42, 2.5f, 3, vector("origin=ATL", 1)));
    assertThat(featurizer.example(in, 42).features()).isNotSameAs(example.features());
  }

  @Test
  void buildsExamplesWithoutKeyTimeLabelAndWeight() {
    Featurizer featurizer =
        new Featurizer(
            new ExampleSchema(
                List.of(ORIGIN),
                null,
                LabelKind.BINARY,
                null,
                null,
                TimeFormat.EPOCH_MILLIS,
                null,
                BITS));

    assertThat(featurizer.example(values(featurizer, Map.of("origin", "ATL")), 42))
        .isEqualTo(new Example(0, Example.NO_TIME, 42, 0, 1, vector("origin=ATL", 1)));
    assertThat(featurizer.fields().size()).isEqualTo(1);
  }

  @Test
  void saysWhyARecordIsUnusable() {
    Map<String, Object> good =
        Map.of("distance", 1, "key", "k", "date", "2001-01-01T00:01", "y", 1, "w", 1);
    assertRejected(good, "distance", "far", RejectReason.NOT_A_NUMBER);
    assertRejected(good, "distance", "1e300", RejectReason.NOT_A_NUMBER);
    assertRejected(good, "key", null, RejectReason.KEY_MISSING);
    assertRejected(good, "date", null, RejectReason.TIME_MISSING);
    assertRejected(good, "date", "today", RejectReason.TIME_INVALID);
    assertRejected(good, "y", null, RejectReason.LABEL_MISSING);
    assertRejected(good, "y", "high", RejectReason.LABEL_INVALID);
    assertRejected(good, "w", -1, RejectReason.WEIGHT_INVALID);
    assertRejected(good, "w", "heavy", RejectReason.WEIGHT_INVALID);
    assertRejected(good, "w", "1e39", RejectReason.WEIGHT_INVALID);
  }

  private static void assertRejected(
      Map<String, ?> good, String field, Object value, RejectReason reason) {
    Map<String, Object> record = new HashMap<>(good);
    record.put(field, value);
    Featurizer featurizer = featurizer(DISTANCE, HOUR);
    assertThatThrownBy(() -> featurizer.example(values(featurizer, record), 0))
        .as(field + "=" + value)
        .isInstanceOfSatisfying(
            UnusableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(value == null ? "field=" + field : value.toString().substring(0, 1));
  }

  @Test
  void explainsExactlyTheActiveFeatures() {
    Featurizer featurizer =
        featurizer(
            new Constant(),
            ORIGIN,
            DISTANCE,
            new Categorical("absent"),
            new Cross(List.of(ORIGIN, DISTANCE, HOUR)));
    FieldValues in =
        values(featurizer, Map.of("origin", "ATL", "distance", 2, "date", "2001-01-01T23:59"));

    List<NamedFeature> explained = featurizer.explain(in);
    assertThat(explained)
        .containsExactly(
            new NamedFeature("constant", "", coordinate("constant"), 1),
            new NamedFeature("origin", "ATL", coordinate("origin=ATL"), 1),
            new NamedFeature("distance", "2", coordinate("distance"), 2),
            new NamedFeature(
                "origin*distance*hour(date)",
                "ATL*23*2",
                coordinate("origin*distance*hour(date)=ATL*23"),
                2));
    FeatureVector out = new FeatureVector();
    featurizer.features(in, out);
    FeatureVector same = new FeatureVector();
    explained.forEach(feature -> same.add(feature.coordinate(), feature.x()));
    assertThat(same).isEqualTo(out);
  }

  @Test
  void refusesDefinitionsThatMakeNoSense() {
    assertThatThrownBy(() -> new Cross(List.of(ORIGIN)))
        .hasMessageContaining("less than two features");
    assertThatThrownBy(() -> new Cross(List.of(ORIGIN, new Constant())))
        .hasMessageContaining("feature=constant");
    assertThatThrownBy(() -> featurizer(ORIGIN, new Categorical("origin")))
        .hasMessage("feature is there twice: name=origin");
    assertThatThrownBy(() -> new Transform.Scale(0)).hasMessageContaining("factor=0.0");
    assertThatThrownBy(() -> new Categorical("")).hasMessageContaining("empty field name");
  }
}
