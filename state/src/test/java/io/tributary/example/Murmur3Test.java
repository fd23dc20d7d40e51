package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published values of the reference implementation, seed 0. */
class Murmur3Test {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|00000000|0000000000000000",
        "a|3c2569b2|85555565f6597889",
        "ab|9bbfd75f|938b11ea16ed1b2e",
        "abc|b3dd93fa|b4963f3f3fad7867",
        "abcd|43ed676a|b87bb7d64656cd4f",
        "hello, world|149bbb7f|342fac623a5ebc8e",
        "The quick brown fox jumps over the lazy dog|2e4ff723|e34bbc7bbc071b6c",
      })
  void equalsTheReference(String text, String hash32, String hash64) {
    byte[] padded = ("??" + text + "?").getBytes(StandardCharsets.UTF_8);

    assertThat(String.format("%08x", Murmur3.hash32(padded, 2, padded.length - 3)))
        .isEqualTo(hash32);
    assertThat(String.format("%016x", Murmur3.hash64(padded, 2, padded.length - 3)))
        .isEqualTo(hash64);
  }

  @Test
  void aHashDependsOnItsBytesAloneWhereverTheyAre() {
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      byte[] around = new byte[48];
      random.nextBytes(around);
      int from = random.nextInt(12);
      int length = random.nextInt(36);
      byte[] alone = Arrays.copyOfRange(around, from, from + length);
      Murmur3.Prefixed prefixed = new Murmur3.Prefixed(new byte[i % 7]);

      assertThat(Murmur3.hash32(around, from, length)).isEqualTo(Murmur3.hash32(alone, 0, length));
      assertThat(Murmur3.hash64(around, from, length)).isEqualTo(Murmur3.hash64(alone, 0, length));
      assertThat(prefixed.hash32(around, from, length))
          .isEqualTo(prefixed.hash32(alone, 0, length));
    }
  }

  @Test
  void aHashGoesOnFromAnyPrefix() {
    byte[] text = new byte[40];
    new Random(5).nextBytes(text);
    for (int prefix = 0; prefix <= 12; prefix++) {
      Murmur3.Prefixed hash = new Murmur3.Prefixed(Arrays.copyOf(text, prefix));
      for (int length = prefix; length <= text.length; length++) {
        assertThat(hash.hash32(text, prefix, length - prefix))
            .as("prefix=%d length=%d", prefix, length)
            .isEqualTo(Murmur3.hash32(text, 0, length));
      }
    }
  }
}
