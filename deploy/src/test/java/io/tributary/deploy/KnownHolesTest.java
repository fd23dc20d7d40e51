package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No library has a published hole that nobody has judged; the list is kept in the repository. */
final class KnownHolesTest {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d+\\.[^/]*)\\.jar");
  private static final String HOLES = "known-holes.txt";
  private static final String ACCEPTED = "known-holes-accepted.txt";

  /** A library has it before some version. */
  private record Hole(String library, Version closed, String id) {
    boolean isIn(String version) {
      return Version.parse(version).compareTo(closed) < 0;
    }

    String key() {
      return library + " " + id;
    }
  }

  @Test
  void everyKnownHoleIsClosedOrAccepted() throws IOException {
    assertThat(open(libraries(), holes())).isEqualTo(accepted());
  }

  @Test
  void anOldLibraryHasTheHole() throws IOException {
    assertThat(open(Map.of("log4j-core", "2.14.1"), holes()))
        .containsExactly("log4j-core CVE-2021-44832");
    assertThat(open(Map.of("log4j-core", "2.17.1"), holes())).isEmpty();
  }

  @Test
  void theLibrariesOfTheDistributionAreLookedAt() {
    assertThat(libraries()).containsKeys("log4j-core", "kafka-clients", "flink-shaded-zookeeper-3");
  }

  private static Set<String> open(Map<String, String> libraries, List<Hole> holes) {
    Set<String> open = new TreeSet<>();
    for (Hole hole : holes) {
      String version = libraries.get(hole.library());
      if (version != null && hole.isIn(version)) {
        open.add(hole.key());
      }
    }
    return open;
  }

  private static Map<String, String> libraries() {
    Map<String, String> libraries = new LinkedHashMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(String.valueOf(Path.of(entry).getFileName()));
      if (jar.matches()) {
        libraries.put(jar.group(1), jar.group(2));
      }
    }
    return libraries;
  }

  private static List<Hole> holes() throws IOException {
    return rows(HOLES).stream()
        .map(row -> new Hole(row.get(0), Version.parse(row.get(1)), row.get(2)))
        .toList();
  }

  private static Set<String> accepted() throws IOException {
    Set<String> accepted = new TreeSet<>();
    for (List<String> row : rows(ACCEPTED)) {
      assertThat(row.get(2)).as("reason of " + row).isNotBlank();
      accepted.add(row.get(0) + " " + row.get(1));
    }
    return accepted;
  }

  private static List<List<String>> rows(String resource) throws IOException {
    try (InputStream in = KnownHolesTest.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<List<String>> rows =
          text.lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
              .toList();
      assertThat(rows).as(resource).isNotEmpty().allMatch(row -> row.size() == 3);
      return rows;
    }
  }
}
