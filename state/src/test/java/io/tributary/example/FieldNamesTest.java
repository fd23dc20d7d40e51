package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNamesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 100, 1000})
  void findsEachNameAndNoOther(int count) {
    List<String> names = IntStream.range(0, count).mapToObj(i -> "f\u00fcr" + i).toList();
    FieldNames fields = FieldNames.of(names);

    assertThat(fields.size()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(fields.name(i)).isEqualTo(names.get(i));
      assertThat(fields.slot(names.get(i))).isEqualTo(i);
      assertThat(slotOfBytes(fields, names.get(i))).isEqualTo(i);
      assertThat(fields.slot("g" + i)).isEqualTo(-1);
      assertThat(slotOfBytes(fields, "g" + i)).isEqualTo(-1);
    }
    assertThat(slotOfBytes(fields, "")).isEqualTo(-1);
  }

  private static int slotOfBytes(FieldNames fields, String name) {
    byte[] padded = ("x" + name + "x").getBytes(StandardCharsets.UTF_8);
    return fields.slot(padded, 1, padded.length - 2);
  }

  @Test
  void keepsTheFirstSlotOfARepeatedName() {
    FieldNames fields = FieldNames.of("a", "b", "a", "c");

    assertThat(fields.size()).isEqualTo(3);
    assertThat(fields.slot("c")).isEqualTo(2);
  }

  @Test
  void aNameThatUtf8CantWriteIsNotFoundByTheBytesOfAnother() {
    FieldNames names = FieldNames.of("\ud800", "b");

    assertThat(names.slot(new byte[] {'?'}, 0, 1)).isEqualTo(-1);
    assertThat(names.slot("\ud800")).isZero();
    assertThat(names.slot(new byte[] {'b'}, 0, 1)).isEqualTo(1);
  }
}
