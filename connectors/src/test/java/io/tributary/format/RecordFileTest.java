package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
            "3 k1 {\"id\":\"k1\",\"na\\\"me\":\"a,\\n\\\"b\\\"\\\\\\u0001\u00fc\",\"n\":1.5}",
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

  @Test
  void namesFilesThatAreNoText() {
    assertUnreadable("BZh91AY&SY\u0001".getBytes(ISO_8859_1), "bzip2");
    assertUnreadable("PK\u0003\u0004rest".getBytes(ISO_8859_1), "zip");
    assertUnreadable("\u00fd7zXZ\u0000rest".getBytes(ISO_8859_1), "xz");
    assertUnreadable("PAR1rest".getBytes(ISO_8859_1), "parquet");
    assertUnreadable("Obj\u0001rest".getBytes(ISO_8859_1), "avro");
    assertUnreadable("\ufeffa,b\n1,2\n".getBytes(UTF_16LE), "utf-16");
    assertUnreadable("\ufeffa,b\n1,2\n".getBytes(UTF_16BE), "utf-16");
    assertUnreadable("{\"a\":1}\n".getBytes(UTF_16LE), "utf-16");
    assertBroken(
        "1 3:1 11:.5\n0 4:1\n", "data file looks like libsvm, which is not read: file=data");
    assertBroken("-1 qid:3 4:1e-5\n", "data file looks like libsvm");
    assertThatCode(() -> read("BZh9,b\n1,2\n", null)).doesNotThrowAnyException();
    assertThatCode(() -> read("10:30 11:40,b\n1,2\n", null)).doesNotThrowAnyException();
  }

  private static void assertUnreadable(byte[] file, String kind) {
    assertThatThrownBy(() -> read(file, null))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith("data file is " + kind)
        .hasMessageContaining("which is not read: file=data allowed=csv, json lines; in utf-8");
  }

  @Test
  void namesOtherSeparators() {
    assertBroken("a;b;c\n1;2;3\n", "columns of data file are separated by ';', which is not read");
    assertBroken("\"a\";\"b\"\n1;2\n", "columns of data file are separated by ';'");
    assertBroken("a\tb\n1\t2\n", "columns of data file are separated by a tab");
    assertBroken("a|b\n", "columns of data file are separated by '|'");
    assertBroken(
        "a,b\n\"1\";\"2\"\n",
        "line=2 problem=csv is broken, text after a closing quote that may be the separator of"
            + " columns, ';': byte=3");
    assertThatCode(() -> read("\"a;b\",c\n1,2\n", null)).doesNotThrowAnyException();
    assertThatCode(() -> read("\"a;b\"\n1\n", null)).doesNotThrowAnyException();
  }

  @Test
  void brokenRowsCanBePassedOver() throws IOException {
    String open = "x".repeat(RowReader.MAX_ROW_BYTES + 10);
    String csv =
        "a,b\n1,2\n3\n4,5\" wide\n6,7\n8,9\" deep\n\"10\",11\n12,caf\u00e9\n13,\"14\n15\"\n16,17\n18,\""
            + open
            + "\n19,20";
    byte[] bytes = csv.getBytes(ISO_8859_1);
    List<String> broken = new ArrayList<>();
    List<String> good = new ArrayList<>();
    try (RecordFile file = RecordFile.read("data", new ByteArrayInputStream(bytes), "a", null)) {
      assertThat(file.columns()).containsExactly("a", "b");
      file.passOverBrokenRows(
          (line, reason, detail, row) -> {
            String start = new String(row, 0, Math.min(12, row.length), ISO_8859_1);
            broken.add(line + " " + reason.code() + " " + start);
            assertThat(detail).isNotBlank();
          });
      file.forEachRemaining(next -> good.add(next.line() + " " + new String(next.json(), UTF_8)));
    }
    assertThat(broken)
        .containsExactly(
            "3 not-csv 3",
            "4 not-csv 4,5\" wide",
            "6 not-csv 8,9\" deep",
            "8 not-csv 12,caf\u00e9",
            "12 not-csv 18,\"xxxxxxxx");
    assertThat(good)
        .containsExactly(
            "2 {\"a\":1,\"b\":2}",
            "5 {\"a\":6,\"b\":7}",
            "7 {\"a\":10,\"b\":11}",
            "9 {\"a\":13,\"b\":\"14\\n15\"}",
            "11 {\"a\":16,\"b\":17}",
            "13 {\"a\":19,\"b\":20}");
  }

  @Test
  void linesWhoseKeyCannotBeReadAreLeftToWhoDecodesThem() throws IOException {
    byte[] lines = "{\"a\":1}\nnot json\n{\"a\":{}}\n{\"a\":2}".getBytes(UTF_8);
    List<String> records = new ArrayList<>();
    try (RecordFile file = RecordFile.read("data", new ByteArrayInputStream(lines), "a", null)) {
      assertThat(file.columns()).isNull();
      file.passOverBrokenRows((line, reason, detail, row) -> records.add("passed over"));
      file.forEachRemaining(
          next ->
              records.add(
                  (next.key() == null ? "-" : new String(next.key(), UTF_8))
                      + " "
                      + new String(next.json(), UTF_8)));
    }
    assertThat(records).containsExactly("1 {\"a\":1}", "- not json", "- {\"a\":{}}", "2 {\"a\":2}");
  }
}
