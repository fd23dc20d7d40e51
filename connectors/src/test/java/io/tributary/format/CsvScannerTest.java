package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tributary.example.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner finds in any text is what FastCSV finds. */
final class CsvScannerTest {
  private static final int TEXTS = 20_000;

  // A return alone ends a row for FastCSV and is part of a cell here, so there is none.
  private static String randomText(Random random, char delimiter) {
    String[] pieces = {"a", "bc", "12345678", "\u00fc", " ", "\"", "\"\"", "\n", "\r\n", "", ""};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int piece = random.nextInt(pieces.length + 3);
      if (piece >= pieces.length) {
        text.append(delimiter);
      } else if (random.nextBoolean() && piece < 5) {
        text.append('"').append(pieces[piece]).append('"').append(delimiter);
      } else {
        text.append(pieces[piece]);
      }
    }
    return text.toString();
  }

  private static List<List<String>> scanned(String text, char delimiter) {
    CsvScanner scanner = new CsvScanner(delimiter);
    byte[] bytes = ("<<" + text + ">>").getBytes(UTF_8);
    scanner.reset(bytes, 2, bytes.length - 4);
    List<List<String>> rows = new ArrayList<>();
    while (scanner.nextRow()) {
      List<String> row = new ArrayList<>();
      while (scanner.nextCell()) {
        row.add(new String(scanner.text(), scanner.offset(), scanner.length(), UTF_8));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> read(String text, char delimiter) {
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofCsvRecord(text);
    return reader.stream().map(CsvRecord::getFields).toList();
  }

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t'})
  void agreesWithFastCsvOnRandomTexts(char delimiter) {
    Random random = new Random(73);
    int agreed = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = randomText(random, delimiter);
      List<List<String>> expected = null;
      try {
        expected = read(text, delimiter);
      } catch (CsvParseException e) {
        // Then the scanner must refuse it, too.
      }
      try {
        assertThat(scanned(text, delimiter)).as("text=%s", text).isEqualTo(expected);
        agreed++;
      } catch (UnusableRecordException e) {
        // FastCSV takes a quote within a cell that is not quoted, and nothing else that we refuse.
        if (expected != null) {
          assertThat(e).as("text=%s", text).hasMessageContaining("quote within a cell");
        }
      }
    }
    assertThat(agreed).isGreaterThan(TEXTS / 3);
  }
}
