package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes the samples of the contract suite in each format, as its producers would. A new format
 * needs one line here, or the suite fails.
 */
final class SampleWriters {
  private interface Writer {
    byte[] write(List<String> names, Map<String, String> record);
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Map<String, Writer> WRITERS =
      Map.of(
          "json", (names, record) -> json(record),
          "csv", (names, record) -> csv(record),
          "avro", SampleWriters::avro);

  private SampleWriters() {}

  /** Returns a record that may lack some of the fields of these names. */
  static byte[] write(String format, List<String> names, Map<String, String> record) {
    Writer writer = WRITERS.get(format);
    if (writer == null) {
      throw new AssertionError("format has no sample writer: format=" + format);
    }
    return writer.write(names, record);
  }

  /** Returns what a format must know to read records of these fields. */
  static FormatOptions options(String format, List<String> names) {
    return format.equals("avro")
        ? new FormatOptions(new AvroOptions(schema(names), AvroOptions.Header.NONE))
        : FormatOptions.DEFAULT;
  }

  /** Returns the records with nothing in them; a line end is a value where there are no lines. */
  static List<String> blanks(String format) {
    return format.equals("avro") ? List.of("") : List.of("", "\n", "\r\n");
  }

  private static String schema(List<String> names) {
    return names.stream()
        .map(name -> "{\"name\":" + jsonText(name) + ",\"type\":[\"null\",\"string\"]}")
        .collect(
            Collectors.joining(",", "{\"type\":\"record\",\"name\":\"Sample\",\"fields\":[", "]}"));
  }

  private static byte[] avro(List<String> names, Map<String, String> record) {
    Schema schema = new Schema.Parser(NameValidator.NO_VALIDATION).parse(schema(names));
    GenericData.Record datum = new GenericData.Record(schema);
    record.forEach(datum::put);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericData.Record>(schema).write(datum, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static String jsonText(String text) {
    return new String(json(text), UTF_8);
  }

  private static byte[] json(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] csv(Map<String, String> record) {
    String header =
        record.keySet().stream().map(SampleWriters::cell).collect(Collectors.joining(","));
    String row = record.values().stream().map(SampleWriters::cell).collect(Collectors.joining(","));
    return (header + "\r\n" + row + "\r\n").getBytes(UTF_8);
  }

  private static String cell(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
