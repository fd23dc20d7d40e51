package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureDefinition.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaFingerprintTest {
  private static final Categorical ORIGIN = new Categorical("origin");
  private static final DatePart HOUR = new DatePart("date", Part.HOUR);
  private static final TimeFormat ISO = TimeFormat.of("iso-8601");

  private static SchemaFingerprint of(int bits, TimeFormat time, FeatureDefinition... features) {
    return SchemaFingerprint.of(
        new ExampleSchema(List.of(features), null, LabelKind.BINARY, null, null, time, null, bits));
  }

  private static SchemaFingerprint of(FeatureDefinition... features) {
    return of(22, ISO, features);
  }

  /** What is in stores of models that are trained. It must not change by accident. */
  @Test
  void theTextAndTheHashAreThoseOfStoresThatAreThere() {
    SchemaFingerprint all =
        of(
            new Numeric("distance", new Transform.Scale(.001)),
            ORIGIN,
            new Constant(),
            HOUR,
            new DatePart("date", Part.DAY_OF_WEEK),
            new DatePart("date", Part.MONTH_DAY),
            new Numeric("age", Transform.RAW),
            new Numeric("price", Transform.LOG1P),
            new Cross(List.of(ORIGIN, HOUR, new Numeric("age", Transform.LOG1P))),
            new Categorical("a \"quoted\"\nname"));
    assertThat(all.text())
        .isEqualTo(
            """
            features 1
            bits 22
            time "iso-8601"
            categorical "a \\"quoted\\"\\u000aname"
            categorical "origin"
            constant
            cross (categorical "origin") (date-part hour "date") (numeric log1p "age")
            date-part day-of-week "date"
            date-part hour "date"
            date-part month-day "date"
            numeric log1p "price"
            numeric raw "age"
            numeric scale 0.001 "distance\"""");
    assertThat(all).hasToString("26c9354303160fbe");
    assertThat(SchemaFingerprint.ofText(all.text())).isEqualTo(all).hasSameHashCodeAs(all);
    assertThat(SchemaFingerprint.NONE.value()).isZero();
  }

  @Test
  void theOrderOfFeaturesDecidesNothingButThatOfACrossDoes() {
    assertThat(of(ORIGIN, HOUR)).isEqualTo(of(HOUR, ORIGIN));
    assertThat(of(new Cross(List.of(ORIGIN, HOUR))))
        .isNotEqualTo(of(new Cross(List.of(HOUR, ORIGIN))));
  }

  @Test
  void whateverChangesAScoreChangesIt() {
    SchemaFingerprint distance = of(new Numeric("distance", new Transform.Scale(.001)));
    for (SchemaFingerprint other :
        List.of(
            of(new Numeric("distance", new Transform.Scale(.002))),
            of(new Numeric("distance", Transform.RAW)),
            of(new Numeric("Distance", new Transform.Scale(.001))),
            of(new Categorical("distance")),
            of(21, ISO, new Numeric("distance", new Transform.Scale(.001))),
            of(new Numeric("distance", new Transform.Scale(.001)), ORIGIN))) {
      assertThat(other).isNotEqualTo(distance);
      assertThat(other.value()).isNotEqualTo(distance.value());
    }
    assertThat(of(22, TimeFormat.EPOCH_MILLIS, HOUR)).isNotEqualTo(of(22, ISO, HOUR));
    assertThat(of(22, TimeFormat.EPOCH_MILLIS, new Cross(List.of(ORIGIN, HOUR))))
        .isNotEqualTo(of(22, ISO, new Cross(List.of(ORIGIN, HOUR))));
    assertThat(of(22, TimeFormat.EPOCH_MILLIS, ORIGIN)).isEqualTo(of(22, ISO, ORIGIN));
  }

  @Test
  void aMessageSaysHowTwoDiffer() {
    SchemaFingerprint stored = of(ORIGIN, HOUR, new Constant());
    SchemaFingerprint wanted = of(ORIGIN, new Numeric("x", Transform.RAW), new Constant());
    assertThat(stored.against(wanted))
        .isEqualTo(
            "features="
                + stored
                + " wanted="
                + wanted
                + " onlyStored=[time \"iso-8601\", date-part hour \"date\"]"
                + " onlyWanted=[numeric raw \"x\"]");
    assertThat(SchemaFingerprint.NONE.against(stored))
        .endsWith("onlyStored=[] onlyWanted=[features 1, bits 22 and 4 more]");
  }
}
