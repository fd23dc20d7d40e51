package io.tributary.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Kustomize makes of an overlay: the objects that a cluster would be given. */
final class Manifests {
  private static final Path ROOT = Path.of("kubernetes");
  private static final long SECONDS = 60;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Manifests() {}

  /** Returns the names of all overlays, in order. */
  static List<String> overlays() throws IOException {
    try (Stream<Path> directories = Files.list(ROOT.resolve("overlays"))) {
      return directories.map(directory -> directory.getFileName().toString()).sorted().toList();
    }
  }

  /** Has kubectl render an overlay. */
  static List<JsonNode> render(String overlay) throws IOException, InterruptedException {
    Path rendered = Files.createTempFile("manifests", ".yaml");
    Path errors = Files.createTempFile("manifests", ".err");
    try {
      Process kubectl =
          new ProcessBuilder(
                  "kubectl", "kustomize", ROOT.resolve("overlays").resolve(overlay).toString())
              .redirectOutput(rendered.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean ended = kubectl.waitFor(SECONDS, TimeUnit.SECONDS);
      kubectl.destroyForcibly();
      if (!ended || kubectl.exitValue() != 0) {
        throw new AssertionError(
            "can't be rendered: overlay=" + overlay + " said=" + Files.readString(errors));
      }
      return parse(Files.readString(rendered, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(rendered);
      Files.deleteIfExists(errors);
    }
  }

  /** Reads all documents of a YAML text. */
  static List<JsonNode> parse(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document :
        new Load(LoadSettings.builder().setCodePointLimit(1 << 24).build())
            .loadAllFromString(yaml)) {
      documents.add(MAPPER.valueToTree(document));
    }
    return documents;
  }
}
