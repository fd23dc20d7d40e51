package io.tributary.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteWriter;
import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.format.AvroFile;
import io.tributary.format.AvroOptions;
import io.tributary.format.ExampleFormat;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FormatOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writers write is what the project's own formats read. */
final class RecordWriterTest {
  private static ClickStream stream(int fields) {
    return new ClickStream(ClickDesign.of(fields), 42, 7, Drift.NONE);
  }

  @ParameterizedTest
  @CsvSource({"12, CSV", "39, CSV", "12, JSON", "39, JSON", "12, AVRO", "39, AVRO"})
  void formatsReadWhatWritersWrite(int fields, RowFormat written) {
    ClickStream stream = stream(fields);
    List<String> names = stream.design().columnNames();
    FormatOptions options =
        written == RowFormat.AVRO
            ? new FormatOptions(
                new AvroOptions(AvroWriter.schema(stream.design()), AvroOptions.Header.NONE))
            : new FormatOptions(names);
    ExampleFormat format = ExampleFormats.create(written.name().toLowerCase(Locale.ROOT), options);
    FieldValues values = new FieldValues(FieldNames.of(names));
    RecordWriter writer = written.writer(stream.design());
    ByteWriter record = new ByteWriter();
    ClickRow row = stream.newRow();
    for (long t = 0; t < 500; t++) {
      stream.read(t * 1_000_003, row);
      record.clear();
      writer.write(row, record);
      byte[] bytes = record.toByteArray();
      format.decode(bytes, 0, bytes.length, values);
      for (int i = 0; i < names.size(); i++) {
        assertThat(values.number(i)).as("field=%s t=%s", names.get(i), t).isEqualTo(row.number(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 39})
  void othersReadTheContainer(int fields) throws IOException {
    ClickStream stream = stream(fields);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AvroFile container = new AvroFile(AvroWriter.schema(stream.design()), out);
    AvroWriter writer = new AvroWriter(stream.design());
    ByteWriter record = new ByteWriter();
    ClickRow row = stream.newRow();
    int rows = 5000;
    for (long t = 0; t < rows; t++) {
      stream.read(t, row);
      record.clear();
      writer.write(row, record);
      container.append(record.buffer(), 0, record.size());
    }
    container.end();
    List<String> names = stream.design().columnNames();
    try (DataFileReader<GenericData.Record> reader =
        new DataFileReader<>(
            new SeekableByteArrayInput(out.toByteArray()), new GenericDatumReader<>())) {
      for (long t = 0; t < rows; t++) {
        stream.read(t, row);
        GenericData.Record read = reader.next();
        for (int i = 0; i < names.size(); i++) {
          assertThat(((Number) read.get(i)).doubleValue()).isEqualTo(row.number(i));
        }
      }
      assertThat(reader.hasNext()).isFalse();
      assertThat(reader.getSchema().getFields().stream().map(Schema.Field::name).toList())
          .isEqualTo(names);
    }
  }

  @Test
  void rowsOfInteractionsAreCategoriesAndCounts() {
    ClickStream stream = new ClickStream(ClickDesign.INTERACTIONS, 42, 7, Drift.NONE);
    ClickRow row = stream.newRow();
    stream.read(1, row);
    ByteWriter record = new ByteWriter();
    new CsvWriter(stream.design()).write(row, record);
    assertThat(new CsvWriter(stream.design()).header())
        .isEqualTo("t,event_ms,label_ms,y,n0,n1,n2,n3,c0,c1,c2,c3,c4,c5,c6,c7,c8,c9");
    assertThat(new String(record.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("1,10,342010,1,13,0,0,34,3,47,1,93,5,5,12,8,18,1");
  }

  @Test
  void decimalsKeepTheirFourDigits() {
    ClickRow row = stream(39).newRow();
    stream(39).read(1, row);
    ByteWriter record = new ByteWriter();
    new CsvWriter(ClickDesign.FIELDS_39).write(row, record);
    assertThat(new String(record.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "1,10,342010,1,13,0,0,34,37,7,674,920,0,8.3851,57.1138,0.8378,7.5898,"
                + "3,3,1,13,13,13,28,2,98,9,4409,4144,0,4,24,1,3,1783,19,6,13,356,200216,9,42,441");
  }

  @Test
  void recordsCarryTheTextOfTheirKey() {
    ClickRecords records = new ClickRecords(stream(12), RowFormat.CSV, "f11");
    List<String> seen = new ArrayList<>();
    records.each(
        0, 2, (key, value) -> seen.add(key == null ? "" : new String(key, StandardCharsets.UTF_8)));
    assertThat(seen).containsExactly("1385", "4144");
    assertThat(records.row().t()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsNoColumnIsAnError() {
    assertThatThrownBy(() -> new ClickRecords(stream(12), RowFormat.CSV, "c3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key field is not a column: key=c3 allowed=[t, event_ms");
  }
}
