package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
  private static final String PIPELINE =
      """
      name: clicks
      features: [site]
      label: {field: clicked}
      input: {topic: impressions}
      kafka: {client.id: '%s'}
      """;

  @TempDir private Path directory;

  @Test
  void aFileHoldsAValueWithoutTheLineBreakAtItsEnd() throws IOException {
    assertThat(value("se cret$1\n")).isEqualTo("se cret$1");
    assertThat(value("secret\r\n")).isEqualTo("secret");
    assertThat(value("first\nsecond\n\n")).isEqualTo("first\nsecond\n");
    assertThat(value("${NAME}")).isEqualTo("${NAME}");
    assertThat(value("")).isEmpty();
  }

  @Test
  void aReferenceStandsAmongOtherText() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "x\n");
    assertThat(clientId("<${file:" + file + "}${N:-y}>")).isEqualTo("<xy>");
    assertThat(clientId("$${file:" + file + "}")).isEqualTo("${file:" + file + "}");
  }

  @Test
  void kafkasOwnNotationStays() {
    assertThat(clientId("${file:/a.properties:key}")).isEqualTo("${file:/a.properties:key}");
  }

  @Test
  void errorsNameTheFile() throws IOException {
    Path absent = directory.resolve("absent");
    refuses(
        "${file:" + absent + "}",
        "file of a value can't be read: file=" + absent + " cause=NoSuchFileException");
    refuses("${file:secret}", "path of a value's file is not absolute: file=secret");
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, 's'});
    refuses("${file:" + bytes + "}", "file of a value is not UTF-8: file=" + bytes);
    Path large = Files.write(directory.resolve("large"), new byte[(1 << 16) + 1]);
    refuses(
        "${file:" + large + "}",
        "file of a value is too long: file=" + large + " allowed=0..65536");
  }

  @Test
  void noMessageShowsWhatAFileHolds() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "hidden");
    PipelineFile pipeline =
        PipelineFile.of(PIPELINE.formatted("c") + "training: {replicas: '${file:" + file + "}'}\n");
    assertThatThrownBy(() -> pipeline.pipeline(Map.of()))
        .hasMessageContaining("training.replicas")
        .hasMessageNotContaining("hidden");
    assertThat(PipelineFile.of(PIPELINE.formatted("${file:" + file + "}")).pipeline(Map.of()))
        .asString()
        .doesNotContain("hidden");
  }

  private String value(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return clientId("${file:" + Files.write(directory.resolve("value"), bytes) + "}");
  }

  private static String clientId(String text) {
    Pipeline pipeline = PipelineFile.of(PIPELINE.formatted(text)).pipeline(Map.of());
    return String.valueOf(pipeline.kafka().toMap().get("client.id"));
  }

  private static void refuses(String text, String error) {
    assertThatThrownBy(() -> clientId(text))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("kafka.client.id: " + error);
  }
}
