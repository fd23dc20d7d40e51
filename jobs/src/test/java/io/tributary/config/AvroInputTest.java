package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.format.AvroOptions;
import io.tributary.format.AvroOptions.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of Avro records in pipeline files. */
final class AvroInputTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Click", "fields": [
        {"name": "site", "type": "string"}, {"name": "clicked", "type": "int"}]}
      """;

  @TempDir private Path directory;

  private static String yaml(String input) {
    return "name: clicks\nfeatures: [site]\nlabel: {field: clicked}\ninput:\n  topic: clicks\n"
        + input.indent(2);
  }

  private static AvroOptions avro(PipelineFile file) {
    InputConfig input = file.pipeline(Map.of()).input();
    assertThat(input.format()).isEqualTo("avro");
    assertThat(input.formatOptions().avro()).isEqualTo(input.avro());
    assertThat(input.withBounded(true).avro()).isEqualTo(input.avro());
    return input.avro();
  }

  private static List<String> errors(String input) {
    PipelineException e =
        catchThrowableOfType(
            PipelineException.class, () -> PipelineFile.of(yaml(input)).pipeline(Map.of()));
    assertThat(e).isNotNull();
    return e.errors().stream().map(PipelineError::toString).toList();
  }

  @Test
  void aPathBeginsWhereTheFileIs() throws IOException {
    Files.createDirectories(directory.resolve("schemas"));
    Files.writeString(directory.resolve("schemas/click.avsc"), SCHEMA);
    Path file = directory.resolve("pipeline.yaml");
    Files.writeString(file, yaml("format: avro\nschema: schemas/click.avsc"));
    assertThat(avro(PipelineFile.read(file))).isEqualTo(new AvroOptions(SCHEMA, Header.NONE));
    // What edits a file doesn't move it.
    assertThat(avro(PipelineFile.read(file).withoutKafka().with("training.replicas", "1")))
        .isEqualTo(new AvroOptions(SCHEMA, Header.NONE));
  }

  @Test
  void theSchemaMayBeInTheFile() {
    String input = "format: avro\navroHeader: confluent\nschema: |\n" + SCHEMA.indent(2);
    assertThat(avro(PipelineFile.of(yaml(input))))
        .isEqualTo(new AvroOptions(SCHEMA, Header.CONFLUENT));
  }

  @Test
  void theSchemaMustBeThere() {
    assertThat(errors("format: avro"))
        .singleElement()
        .asString()
        .contains("input.schema", "missing", "allowed=the path of an .avsc file");
    assertThat(errors("format: avro\nschema: nowhere.avsc"))
        .singleElement()
        .asString()
        .contains("input.schema", "nowhere.avsc", "file can't be read");
    assertThat(errors("format: avro\nschema: '{\"type\": \"int\"}'"))
        .singleElement()
        .asString()
        .contains("input.schema", "not the avro schema of a record: type=int");
    assertThat(errors("format: avro\nschema: '{'"))
        .singleElement()
        .asString()
        .contains("input.schema", "not an avro schema");
  }

  @Test
  void theSchemaMustHaveTheFields() {
    assertThat(errors("format: avro\nschema: '" + SCHEMA.replace("site", "page") + "'"))
        .singleElement()
        .asString()
        .contains("input.schema", "field is not there", "field=site allowed=[page, clicked]");
  }

  @Test
  void otherFormatsHaveNone() {
    assertThat(errors("schema: click.avsc\navroHeader: confluent"))
        .hasSize(2)
        .anyMatch(error -> error.contains("input.schema") && error.contains("only avro has it"))
        .anyMatch(error -> error.contains("input.avroHeader"));
  }

  @Test
  void allErrorsAreReportedTogether() {
    assertThat(errors("format: avro\navroHeader: magic\ncolumns: [a]\nschema: x.avsc"))
        .hasSize(3)
        .anyMatch(error -> error.contains("allowed=[none, confluent]"))
        .anyMatch(error -> error.contains("only csv has columns"))
        .anyMatch(error -> error.contains("file can't be read"));
  }
}
