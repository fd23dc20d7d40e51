package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFileTest {
  @TempDir Path directory;

  /** Each record as {@code line key json}. */
  private static List<String> read(byte[] bytes, String keyField) throws IOException {
    List<String> records = new ArrayList<>();
    InputStream in = new ByteArrayInputStream(bytes);
    try (RecordFile file = RecordFile.read("data", in, keyField, null)) {
      while (file.hasNext()) {
        FileRecord next = file.next();
        String key = next.key() == null ? "-" : new String(next.key(), UTF_8);
        records.add(next.line() + " " + key + " " + new String(next.json(), UTF_8));
      }
    }
    return records;
  }

  private static List<String> read(String text, String keyField) throws IOException {
    return read(text.getBytes(UTF_8), keyField);
  }

  @Test
  void turnsCsvIntoJson() throws IOException {
    String csv =
        "\ufeff\nid,\"na\"\"me\",n\r\nk1,\"a,\n\"\"b\"\"\\\u0001\u00fc\",1.5\r\n\n,\"\",\nk2,x,7";

    assertThat(read(csv, "id"))
        .containsExactly(
            "3 k1 {\"id\":\"k1\",\"na\\\"me\":\"a,\\u000a\\\"b\\\"\\\\\\u0001\u00fc\",\"n\":1.5}",
            "6 - {\"na\\\"me\":\"\"}",
            "7 k2 {\"id\":\"k2\",\"na\\\"me\":\"x\",\"n\":7}");
    assertThat(read(csv, null)).hasSize(3).allMatch(record -> record.contains(" - "));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,-0",
    "7,7",
    "-12.50,-12.50",
    "123456789012345,123456789012345",
    "1234567890123456,'\"1234567890123456\"'",
    "12345678.12345678,'\"12345678.12345678\"'",
    "007,'\"007\"'",
    "-01,'\"-01\"'",
    "1e5,'\"1e5\"'",
    "+1,'\"+1\"'",
    ".5,'\".5\"'",
    "5.,'\"5.\"'",
    "-,'\"-\"'",
    "1.2.3,'\"1.2.3\"'",
    "0x1,'\"0x1\"'",
    "NaN,'\"NaN\"'",
    "true,'\"true\"'"
  })
  void writesOnlyPlainNumbersAsNumbers(String cell, String json) throws IOException {
    assertThat(read("a,b\n" + cell + ",x\n", null))
        .containsExactly("2 - {\"a\":" + json + ",\"b\":\"x\"}");
  }

  @Test
  void passesJsonLinesThrough() throws IOException {
    String lines = " {\"id\": 5, \"x\":{}}\r\n\n{\"y\":1}\n{\"id\":\"\u00fc\"}";

    assertThat(read(lines, "id"))
        .containsExactly(
            "1 5  {\"id\": 5, \"x\":{}}", "3 - {\"y\":1}", "4 \u00fc {\"id\":\"\u00fc\"}");
    assertThat(read("{}\nnot json\n", null)).containsExactly("1 - {}", "2 - not json");
  }

  @Test
  void agreesWithAJsonReaderOnRandomCells() throws IOException {
    Random random = new Random(41);
    List<String> cells = new ArrayList<>();
    StringBuilder csv = new StringBuilder("a,b\n");
    for (int i = 0; i < 5000; i++) {
      StringBuilder cell = new StringBuilder("x");
      for (int j = random.nextInt(200); j > 0; j--) {
        cell.appendCodePoint(random.nextInt(4) > 0 ? random.nextInt(128) : 0x1F600);
      }
      cells.add(cell.toString());
      csv.append('"').append(cell.toString().replace("\"", "\"\"")).append("\",").append(i);
      csv.append('\n');
    }

    ObjectMapper mapper = new ObjectMapper();
    List<String> found = new ArrayList<>();
    InputStream in = new ByteArrayInputStream(csv.toString().getBytes(UTF_8));
    try (RecordFile file = RecordFile.read("data", in, "b", null)) {
      while (file.hasNext()) {
        JsonNode json = mapper.readTree(file.next().json());
        assertThat(json.get("b").asInt()).isEqualTo(found.size());
        found.add(json.get("a").asText());
      }
    }
    assertThat(found).isEqualTo(cells);
  }

  @Test
  void opensPlainAndGzippedFiles() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("a\n1\n".getBytes(UTF_8));
    }
    Path file = directory.resolve("data.csv");
    for (byte[] content : List.of(zipped.toByteArray(), "a\n1\n".getBytes(UTF_8))) {
      Files.write(file, content);
      try (RecordFile records = RecordFile.open(file.toString(), "a")) {
        assertThat(new String(records.next().json(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(records.hasNext()).isFalse();
      }
    }
  }

  @Test
  void takesALayoutThatIsTold() throws IOException {
    InputStream in = new ByteArrayInputStream("{a},b\n1,2\n".getBytes(UTF_8));
    try (RecordFile file = RecordFile.read("data", in, null, RecordFile.Layout.CSV)) {
      assertThat(new String(file.next().json(), UTF_8)).isEqualTo("{\"{a}\":1,\"b\":2}");
    }
  }

  @Test
  void namesFileAndLine() {
    assertBroken("a,b\n1,2\n1\n", "line=3 problem=wrong number of columns: columns=1 allowed=2");
    assertBroken("a,b\n1,2\n1,2,3\n", "line=3 problem=wrong number of columns");
    assertBroken("a,b\n1,\"2\n3,4\n", "line=2 problem=csv is broken, quote is not closed");
    assertBroken("a,a\n", "line=1 problem=column is there twice: column=a");
    assertBroken("b,c\n", "line=1 problem=key field is not a column: key=a allowed=[b, c]");
    assertBroken("{\"a\":1}\n{\"a\":\n", "line=2 problem=record is not json");
    assertBroken(" \n \n", "data file is empty: file=data");
    assertThatThrownBy(() -> read("a\ncaf\u00e9\n".getBytes(ISO_8859_1), null))
        .hasMessage("data file is broken: file=data line=2 problem=text is not utf-8");
    assertThatThrownBy(() -> RecordFile.open("/no/such/file", null))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("file=/no/such/file");
  }

  private static void assertBroken(String text, String problem) {
    assertThatThrownBy(() -> read(text, "a"))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("file=data")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7})
  void rowsMayCrossEveryRead(int size) throws IOException {
    byte[] text = "\ufeffid,n\r\n\"a\nb\",1\r\nc,2".getBytes(UTF_8);
    InputStream in =
        new ByteArrayInputStream(text) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, size));
          }
        };
    RowReader rows = new RowReader(in);
    List<String> found = new ArrayList<>();
    assertThat(rows.peek()).isEqualTo('i');
    while (rows.nextRow(true)) {
      found.add(rows.line() + " " + new String(rows.buffer(), rows.offset(), rows.length(), UTF_8));
    }
    assertThat(found).containsExactly("1 id,n", "2 \"a\nb\",1", "4 c,2");
  }

  @Test
  void rowsGrowUntilTheyAreTakenForAnOpenQuote() {
    String wide = "a\n" + "x".repeat(1 << 20) + "\n1\n";
    String endless = "a\n\"" + "x".repeat(RowReader.MAX_ROW_BYTES * 2 + 10);

    assertThat(readAll(wide)).hasSize(2);
    assertThatThrownBy(() -> readAll(endless))
        .hasMessageContaining("line=2 problem=row is too long");
  }

  private static List<String> readAll(String text) {
    try {
      return read(text, null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
