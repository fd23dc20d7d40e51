package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the samples of the contract suite in each format, as its producers would. A new format
 * needs one line here, or the suite fails.
 */
final class SampleWriters {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Map<String, Function<Map<String, String>, byte[]>> WRITERS =
      Map.of("json", SampleWriters::json, "csv", SampleWriters::csv);

  private SampleWriters() {}

  static byte[] write(String format, Map<String, String> record) {
    Function<Map<String, String>, byte[]> writer = WRITERS.get(format);
    if (writer == null) {
      throw new AssertionError("format has no sample writer: format=" + format);
    }
    return writer.apply(record);
  }

  private static byte[] json(Map<String, String> record) {
    try {
      return MAPPER.writeValueAsBytes(record);
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
