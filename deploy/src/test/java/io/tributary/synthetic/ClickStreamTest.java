package io.tributary.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream against figures of an implementation in another language, by numpy. */
final class ClickStreamTest {
  private static ClickStream stream(ClickDesign design, String drift) {
    return new ClickStream(design, 42, 7, Drift.of(drift));
  }

  private static String sha256(ClickStream stream, long rows) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    CsvWriter writer = new CsvWriter(stream.design());
    digest.update((writer.header() + "\n").getBytes(StandardCharsets.US_ASCII));
    ByteWriter line = new ByteWriter();
    ClickRow row = stream.newRow();
    for (long t = 0; t < rows; t++) {
      stream.read(t, row);
      line.clear();
      writer.write(row, line);
      line.writeByte('\n');
      digest.update(line.buffer(), 0, line.size());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @ParameterizedTest
  @CsvSource({
    "12, none, 100000, b714f320fe717adadf119a3ec5a4e781e37609aa1a2e17d00a8401bcd91ae735",
    "12, abrupt:1000, 20001, 4bd56a5740adb69d6111edba8fcb75d4f3a93a54081ecce8b2ab8b5172e7fa9a",
    "12, rotate:5000, 20001, e6fdaf096afd53f88e3239eb2b576c1dbf6d70de3b61560afbe06d16d479b814",
    "39, none, 20000, 5001ccfcf332df31998d6ff79737330b65359b311f9b646a05dc9e59c95da59d"
  })
  void rowsAreTheSameToTheLastByte(int fields, String drift, long rows, String sha256)
      throws NoSuchAlgorithmException {
    assertThat(sha256(stream(ClickDesign.of(fields), drift), rows)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "12, none, 0, 0.009935008853909518",
    "12, none, 1234, 0.014032673908469297",
    "12, none, 20000, 0.09151841932468352",
    "12, none, 77777, 0.027082480109709914",
    "12, none, 99999, 0.022575316222262165",
    "12, abrupt:1000, 0, 0.009935008853909518",
    "12, abrupt:1000, 1234, 0.01305009774209668",
    "12, abrupt:1000, 20000, 0.0386041329631374",
    "12, rotate:5000, 1234, 0.012927439578291863",
    "12, rotate:5000, 20000, 0.09151841932468349",
    "39, none, 0, 0.07105490616318205",
    "39, none, 1234, 0.05367094556329108",
    "39, none, 19999, 0.06223444468222242"
  })
  void probabilitiesAreTheSame(int fields, String drift, long t, double probability) {
    ClickStream stream = stream(ClickDesign.of(fields), drift);
    ClickRow row = stream.newRow();
    stream.read(t, row);
    // Sines and logarithms of other libraries differ in their last bits.
    assertThat(row.probability()).isCloseTo(probability, within(probability * 2e-15));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 39})
  void labelsFollowTheProbabilities(int fields) {
    ClickStream stream = stream(ClickDesign.of(fields), "none");
    ClickRow row = stream.newRow();
    int rows = 200_000;
    double sum = 0;
    double expected = 0;
    double realised = 0;
    int clicks = 0;
    for (int t = 0; t < rows; t++) {
      stream.read(t, row);
      double p = row.probability();
      sum += p;
      expected -= p * Math.log(p) + (1 - p) * Math.log1p(-p);
      realised -= row.label() == 1 ? Math.log(p) : Math.log1p(-p);
      clicks += row.label();
    }
    double rate = sum / rows;
    assertThat(rate).isBetween(.065, .075);
    assertThat((double) clicks / rows).isCloseTo(rate, within(.002));
    assertThat(realised / rows).isCloseTo(expected / rows, within(.003));
    // There must be something to learn, and something that can't be.
    double base = -(rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate));
    assertThat(expected / rows).isBetween(.75 * base, .9 * base);
  }

  /** Figures of this implementation: another one has not been written. */
  @Test
  void rowsOfInteractionsStayTheSame() throws NoSuchAlgorithmException {
    assertThat(sha256(stream(ClickDesign.INTERACTIONS, "none"), 20000))
        .isEqualTo("ff42384b2fbcdacc3992d4d480157f064c0537b3a7caf833e22c8afbaa99e380");
    assertThat(sha256(stream(ClickDesign.INTERACTIONS, "rotate:5000"), 20000))
        .isEqualTo("2895c0f17f576148cb710f5fa404140fbe88a637315e4e2764ebfc09adff4a8c");
  }

  @ParameterizedTest
  @CsvSource({"7, .6, .7", "8, .5, .8", "1234567, .5, .8"})
  void interactionsAreTwoThirdsOfTheVariance(long weightSeed, double least, double most) {
    ClickStream stream = new ClickStream(ClickDesign.INTERACTIONS, 42, weightSeed, Drift.NONE);
    ClickRow row = stream.newRow();
    int rows = 200_000;
    // Fields are drawn independently, so the best sum over fields has their values' mean log odds.
    double[][] sums = new double[row.columns().size()][256];
    int[][] counts = new int[row.columns().size()][256];
    double total = 0;
    double squares = 0;
    for (int t = 0; t < rows; t++) {
      stream.read(t, row);
      double logOdds = Math.log(row.probability() / (1 - row.probability()));
      total += logOdds;
      squares += logOdds * logOdds;
      for (int f = ClickRow.FIRST_FIELD; f < sums.length; f++) {
        sums[f][(int) row.value(f)] += logOdds;
        counts[f][(int) row.value(f)]++;
      }
    }
    double mean = total / rows;
    double variance = squares / rows - mean * mean;
    double additive = 0;
    for (int f = ClickRow.FIRST_FIELD; f < sums.length; f++) {
      for (int v = 0; v < 256; v++) {
        if (counts[f][v] > 0) {
          double part = sums[f][v] / counts[f][v] - mean;
          // What a mean of so few differs by chance counts for nothing.
          additive += (counts[f][v] * part * part - variance) / rows;
        }
      }
    }
    assertThat(1 - additive / variance).isBetween(least, most);
    assertThat(variance).isBetween(2.5, 5.0);
    // Two groups of variance 1, and two bands of .25.
    assertThat(variance - additive).isCloseTo(2.5, within(.1));
  }

  @Test
  void rowsOfIdsStayTheSame() throws NoSuchAlgorithmException {
    assertThat(sha256(stream(ClickDesign.IDS, "none"), 20000))
        .isEqualTo("01028ab0c05b61fca5d5703d639ac33aaa867ce721e661017e31de326cf49d96");
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "8, 0", "1234567, 7000000000"})
  void idsAreHalfOfTheVariance(long weightSeed, long start) {
    ClickStream stream = new ClickStream(ClickDesign.IDS, 42, weightSeed, Drift.NONE);
    ClickRow row = stream.newRow();
    int rows = 200_000;
    int stable = 9;
    double[][] sums = new double[stable][256];
    int[][] counts = new int[stable][256];
    double total = 0;
    double squares = 0;
    for (long t = start; t < start + rows; t++) {
      stream.read(t, row);
      double logOdds = Math.log(row.probability() / (1 - row.probability()));
      total += logOdds;
      squares += logOdds * logOdds;
      for (int f = 0; f < stable; f++) {
        sums[f][(int) row.value(ClickRow.FIRST_FIELD + f)] += logOdds;
        counts[f][(int) row.value(ClickRow.FIRST_FIELD + f)]++;
      }
    }
    double mean = total / rows;
    double variance = squares / rows - mean * mean;
    double staying = 0;
    for (int f = 0; f < stable; f++) {
      for (int v = 0; v < 256; v++) {
        if (counts[f][v] > 0) {
          double part = sums[f][v] / counts[f][v] - mean;
          // What a mean of so few differs by chance counts for nothing.
          staying += (counts[f][v] * part * part - variance) / rows;
        }
      }
    }
    // What the ids say has a variance of .36 + .64.
    assertThat(variance - staying).isCloseTo(1, within(.03));
    assertThat(1 - staying / variance).isBetween(.4, .6);
    assertThat(1 / (1 + Math.exp(-mean))).isBetween(.1, .4);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 10, 50000", "0, 1, 100, 10000", "7000000000, 0, 10, 50000"})
  void idsAreBornAllTheTimeAndFade(long start, int field, long birthRows, int alive) {
    ClickStream stream = stream(ClickDesign.IDS, "none");
    ClickRow row = stream.newRow();
    int column = row.columns().size() - 2 + field;
    assertThat(row.columns().get(column).name()).isEqualTo("i" + field);
    int rows = 100_000;
    int[] byAge = new int[4];
    for (long t = start; t < start + rows; t++) {
      stream.read(t, row);
      long age = t / birthRows + alive - 1 - row.value(column);
      assertThat(age).isBetween(0L, alive - 1L);
      byAge[(int) (4 * age / alive)]++;
    }
    // Of a share that falls in a line to none, the quarters have 7, 5, 3 and 1 parts of 16.
    for (int quarter = 0; quarter < 4; quarter++) {
      assertThat(byAge[quarter] * 16.0 / rows).isCloseTo(7 - 2 * quarter, within(.1));
    }
  }

  @Test
  void aRowDependsOnItsNumberAlone() {
    ClickStream stream = stream(ClickDesign.FIELDS_39, "rotate:1000");
    ClickRow row = stream.newRow();
    ClickRow again = stream.newRow();
    stream.read(123_456_789_012L, row);
    stream.read(5, again);
    stream.read(123_456_789_012L, again);
    assertThat(again.values).containsExactly(row.values);
    assertThat(again.probability()).isEqualTo(row.probability());
    assertThat(row.eventMillis()).isEqualTo(1_234_567_890_120L);
    assertThat(row.labelMillis() - row.eventMillis()).isBetween(0L, 4_094_000L);
  }

  @Test
  void seedsMakeOtherRowsAndOtherWeights() {
    ClickRow row = stream(ClickDesign.FIELDS_12, "none").newRow();
    ClickRow other = stream(ClickDesign.FIELDS_12, "none").newRow();
    stream(ClickDesign.FIELDS_12, "none").read(9, row);
    new ClickStream(ClickDesign.FIELDS_12, 42, 8, Drift.NONE).read(9, other);
    assertThat(other.value(ClickRow.FIRST_FIELD)).isEqualTo(row.value(ClickRow.FIRST_FIELD));
    assertThat(other.probability()).isNotEqualTo(row.probability());
    new ClickStream(ClickDesign.FIELDS_12, 43, 7, Drift.NONE).read(9, other);
    assertThat(other.values).isNotEqualTo(row.values);
  }

  @Test
  void numbersStayInTheirRangeAndAreSkewed() {
    ClickStream stream = stream(ClickDesign.FIELDS_39, "none");
    ClickRow row = stream.newRow();
    int small = 0;
    for (int t = 0; t < 20_000; t++) {
      stream.read(t, row);
      for (int j = 0; j < 9; j++) {
        assertThat(row.value(4 + j)).isBetween(0L, (1L << (4 + j)) - 2);
      }
      for (int j = 9; j < 13; j++) {
        assertThat(row.number(4 + j)).isBetween(0.0, 100.0);
      }
      small += row.number(13) < 12.5 ? 1 : 0;
    }
    assertThat(small).isBetween(9_700, 10_300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abrupt", "abrupt:0", "rotate:-5", "sudden:5", "rotate:5x"})
  void otherDriftsAreErrors(String drift) {
    assertThatThrownBy(() -> Drift.of(drift))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drift");
  }

  @Test
  void driftsAreWrittenAsTheyAreRead() {
    for (String drift : new String[] {"none", "abrupt:250000", "rotate:7"}) {
      assertThat(Drift.of(drift)).hasToString(drift);
    }
  }

  @Test
  void otherNumbersOfFieldsAreErrors() {
    assertThatThrownBy(() -> ClickDesign.of(13))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no design has so many fields: fields=13 allowed=[12, 39]");
  }
}
