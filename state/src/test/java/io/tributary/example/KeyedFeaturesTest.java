package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.Numeric;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyedFeaturesTest {
  private static final Categorical USER = new Categorical("user");
  private static final Numeric PRICE = new Numeric("price", new Transform.Raw());
  private static final ExampleSchema HASHED =
      new ExampleSchema(
          List.of(USER, PRICE, new Cross(List.of(USER, PRICE)), new Constant()),
          null,
          LabelKind.BINARY,
          null,
          null,
          TimeFormat.EPOCH_MILLIS,
          null,
          20);

  private static FeatureVector vector(ExampleSchema schema, Map<String, ?> record) {
    Featurizer featurizer = new Featurizer(schema);
    FieldValues values = new FieldValues(featurizer.fields());
    values.set(record);
    FeatureVector vector = new FeatureVector(1);
    featurizer.features(values, vector);
    return vector.copy();
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Murmur3.hash64(bytes, 0, bytes.length);
  }

  @Test
  void aKeyIsTheHashOfTheSameTextAsACoordinate() {
    FeatureVector vector = vector(HASHED.withKeys(), Map.of("user", "anna", "price", 3));
    String constant = new Constant().name();
    assertThat(vector.keys())
        .containsExactly(hash("user=anna"), hash("price"), hash("user*price=anna"), hash(constant));
    assertThat(vector.values()).startsWith(1, 3, 3, 1);
    assertThat(vector.indices()).startsWith((int) (hash("user=anna") >>> 34));
    assertThat(Featurizer.constantCoordinate(HASHED.withKeys()))
        .isEqualTo(FeatureKeys.coordinate(hash(constant)))
        .isNotEqualTo(Featurizer.constantCoordinate(HASHED));
  }

  @Test
  void whatIsNotThereHasNoKey() {
    FeatureVector vector = vector(HASHED.withKeys().tellingFields(), Map.of("price", 2));
    assertThat(vector.keys()).containsExactly(hash("price"), hash(new Constant().name()));
    assertThat(vector.fields()).containsExactly(1, 3);
    assertThat(vector(HASHED, Map.of("price", 2)).hasKeys()).isFalse();
  }

  @Test
  void vectorsWithOtherKeysDiffer() {
    FeatureVector one = FeatureVector.ofKeys(new long[] {7}, new float[] {1}, new int[0]);
    FeatureVector same = FeatureVector.ofKeys(new long[] {7}, new float[] {1}, new int[0]);
    FeatureVector near = FeatureVector.ofKeys(new long[] {8}, new float[] {1}, new int[0]);
    assertThat(one).isEqualTo(same).isEqualTo(one.copy()).isNotEqualTo(near);
    assertThat(one.indices()).isEqualTo(near.indices());
  }

  @Test
  void aFingerprintSaysThatThereAreKeys() {
    assertThat(SchemaFingerprint.of(HASHED.withKeys()).text()).contains("\nkeys 64\n");
    assertThat(SchemaFingerprint.of(HASHED).text()).contains("\nbits 20\n");
  }

  @Test
  void keysHaveCoordinatesOfTheirOwn() {
    assertThatThrownBy(
            () ->
                new ExampleSchema(
                    List.of(),
                    null,
                    LabelKind.BINARY,
                    null,
                    null,
                    TimeFormat.EPOCH_MILLIS,
                    null,
                    20,
                    false,
                    true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keys have coordinates of their own: bits=20 allowed=30");
  }
}
