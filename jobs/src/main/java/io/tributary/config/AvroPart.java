package io.tributary.config;

import io.tributary.format.AvroOptions;
import io.tributary.format.AvroOptions.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Avro records are: their schema, as a path or as a text, and the header before each
 * record.
 */
final class AvroPart {
  private static final String FORMAT = "avro";
  private static final String SCHEMA = "schema";
  private static final String HEADER = "avroHeader";
  private static final String ALLOWED = "the path of an .avsc file, or the schema itself";

  private final PipelineErrors errors;
  private final Path directory;

  AvroPart(PipelineErrors errors, Path directory) {
    this.errors = errors;
    this.directory = directory;
  }

  /** Returns what the records are; null when they are of another format, or after an error. */
  @Nullable AvroOptions read(Section input, String format) {
    input.allow(List.of(SCHEMA, HEADER));
    boolean confluent =
        input.choice(HEADER, List.of("none", "confluent"), "none").equals("confluent");
    if (!format.equals(FORMAT)) {
      for (String key : List.of(SCHEMA, HEADER)) {
        if (input.node(key) != null) {
          errors.add(input.path(key), "only avro has it", "format=" + format);
        }
      }
      return null;
    }
    String text = schema(input);
    if (text == null) {
      return null;
    }
    AvroOptions options = new AvroOptions(text, confluent ? Header.CONFLUENT : Header.NONE);
    return errors.attempt(input.path(SCHEMA), options::fieldNames) == null ? null : options;
  }

  private @Nullable String schema(Section input) {
    String text = input.requiredText(SCHEMA, ALLOWED);
    if (text.isEmpty() || text.stripLeading().startsWith("{")) {
      return text.isEmpty() ? null : text;
    }
    try {
      return Files.readString(directory.resolve(text), StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      errors.add(
          input.path(SCHEMA),
          text,
          "file can't be read",
          "cause=" + e.getClass().getSimpleName() + " allowed=" + ALLOWED);
      return null;
    }
  }
}
