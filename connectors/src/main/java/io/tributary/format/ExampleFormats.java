package io.tributary.format;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The formats there are, by name. */
public final class ExampleFormats {
  private static final Map<String, Function<FormatOptions, ExampleFormat>> FACTORIES =
      new TreeMap<>(
          Map.of(
              JsonFormat.NAME, options -> new JsonFormat(),
              CsvFormat.NAME, CsvFormat::new,
              AvroFormat.NAME, AvroFormat::new));

  private ExampleFormats() {}

  /** Returns the names of all formats. */
  public static Set<String> names() {
    return Set.copyOf(FACTORIES.keySet());
  }

  /**
   * Returns a new format.
   *
   * @throws IllegalArgumentException when there is none of that name, or its options are no good
   */
  public static ExampleFormat create(String name, FormatOptions options) {
    Function<FormatOptions, ExampleFormat> factory = FACTORIES.get(name);
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown record format: format=" + name + " allowed=" + FACTORIES.keySet());
    }
    return factory.apply(options);
  }
}
