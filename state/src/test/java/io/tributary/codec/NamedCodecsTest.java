package io.tributary.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedCodecsTest {
  @Test
  void codecsAreFoundByName() {
    assertThat(Codecs.names()).contains("block-message", "example", "sparse-values");
    for (String name : Codecs.names()) {
      assertThat(Codecs.named(name).name()).isEqualTo(name);
    }
    assertThatThrownBy(() -> Codecs.named("gone"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no such codec: codec=gone registered=");
  }

  @Test
  void twoCodecsOfOneNameAreRefused() {
    Codec<Object> second =
        new Codec<>() {
          @Override
          public String name() {
            return "example";
          }

          @Override
          public int version() {
            return 1;
          }

          @Override
          public void encode(Object value, ByteWriter out) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Object decode(ByteReader in) {
            throw new UnsupportedOperationException();
          }
        };
    assertThatThrownBy(() -> Codecs.byName(List.of(ExampleCodec.INSTANCE, second)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "two codecs have one name: name=example first=io.tributary.codec.ExampleCodec second="
                + second.getClass().getName());
  }
}
