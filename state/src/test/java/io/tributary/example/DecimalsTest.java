package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  private static double parse(String text) {
    byte[] padded = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
    return Decimals.parse(padded, 1, padded.length - 2);
  }

  @Test
  void agreesWithTheJdkOnRandomNumbers() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      for (Function<Random, String> style : STYLES) {
        String text = style.apply(random);
        double expected = Double.parseDouble(text);
        if (Double.isInfinite(expected)) {
          assertThat(parse(text)).as(text).isNaN();
        } else {
          assertThat(parse(text)).as(text).isEqualTo(expected);
        }
      }
    }
  }

  private static final List<Function<Random, String>> STYLES =
      List.of(
          random -> Integer.toString(random.nextInt()),
          random -> Long.toString(random.nextLong()),
          random -> Double.toString(random.nextGaussian() * 1000),
          random -> Double.toString(finite(random)),
          random -> Float.toString(random.nextFloat()),
          DecimalsTest::decimal,
          random -> decimal(random) + (random.nextBoolean() ? "e" : "E+") + random.nextInt(40),
          random -> decimal(random) + "e-" + random.nextInt(400),
          random -> "000" + random.nextInt(1000) + ".5000");

  @Test
  void readsShortTextsAsTheJdkDoesOrRefusesThem() {
    Random random = new Random(11);
    String characters = "00123456789.. -+/:e";
    int numbers = 0;
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder("before, ".substring(random.nextInt(9)));
      int start = text.length();
      int usual = random.nextInt(16);
      for (int j = random.nextInt(usual + 1); j >= 0; j--) {
        int kinds = random.nextInt(8) == 0 ? characters.length() : 12;
        text.append(characters.charAt(random.nextInt(kinds)));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
      double parsed = Decimals.parse(bytes, start, bytes.length - start);
      String number = text.substring(start);
      if (number.matches(" *[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)? *")
          && !Double.isInfinite(Double.parseDouble(number))) {
        assertThat(parsed).as(number).isEqualTo(Double.parseDouble(number));
        numbers++;
      } else {
        assertThat(parsed).as(number).isNaN();
      }
    }
    assertThat(numbers).isBetween(50_000, 250_000);
  }

  private static double finite(Random random) {
    double number = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(number) ? number : 1;
  }

  private static String decimal(Random random) {
    BigInteger digits = new BigInteger(1 + random.nextInt(80), random);
    String sign = random.nextBoolean() ? "-" : "";
    return sign + new BigDecimal(digits, random.nextInt(25)).toPlainString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "5.", ".5", "+3", " 12 ", "1e5", "1E-5", "-1.5e+3", "0e999999"})
  void acceptsWhatPeopleWrite(String text) {
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-",
        "+",
        "e5",
        "1e",
        "1e+",
        "1.2.3",
        "1,5",
        "1 2",
        "--1",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x1p3",
        "-0x1p3",
        "\t5",
        "5\t",
        "1d",
        "1f",
        "1e5x",
        "1e999",
        "-1e999",
        "1e99999999999",
        "\u0661",
        "1_0",
      })
  void refusesWhatIsNotAFiniteNumber(String text) {
    assertThat(parse(text)).isNaN();
  }
}
