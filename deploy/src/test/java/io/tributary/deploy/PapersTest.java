package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.PipelineFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read: short enough, in short paragraphs, and with links that lead somewhere. */
final class PapersTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MOST_LINES = 150;
  private static final int MOST_SENTENCES = 5;
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");

  /** A row of a table, an item of a list, or a blank line begins a new paragraph. */
  private static final Pattern BREAK =
      Pattern.compile("\\n\\s*\\n|\\n(?=\\||#|\\s*[*-] |\\s*\\d+\\. )|(?<=\\|)\\n");

  private static final Pattern CELL = Pattern.compile(" \\| ");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=[)\"*]*(\\s|$))");
  private static final Pattern NUMBER = Pattern.compile("^\\s*\\d+\\.");

  static Stream<Path> pages() throws IOException {
    return Stream.of("", "deploy", "deploy/docs").map(ROOT::resolve).flatMap(PapersTest::markdown);
  }

  private static Stream<Path> markdown(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    } catch (IOException e) {
      throw new AssertionError("can't be listed: directory=" + directory, e);
    }
  }

  private static String prose(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("");
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(MOST_LINES);
  }

  @Test
  void thePipelinesOnThePagesAreValid() throws IOException {
    for (String page : List.of("README.md", "deploy/docs/pipelines.md")) {
      List<String> pipelines =
          FENCED
              .matcher(Files.readString(ROOT.resolve(page)))
              .results()
              .filter(block -> block.group(1).equals("yaml") && block.group(2).startsWith("name:"))
              .map(block -> block.group(2))
              .toList();
      assertThat(pipelines).as(page).isNotEmpty();
      pipelines.forEach(yaml -> PipelineFile.of(yaml).pipeline(Map.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "deploy/OPERATIONS.md", "deploy/docs/architecture.md"})
  void paragraphsAreShort(String page) throws IOException {
    List<String> paragraphs =
        BREAK
            .splitAsStream(prose(ROOT.resolve(page)))
            .flatMap(CELL::splitAsStream)
            .filter(paragraph -> sentences(paragraph) > MOST_SENTENCES)
            .toList();
    assertThat(paragraphs).isEmpty();
  }

  private static long sentences(String paragraph) {
    String text = CODE.matcher(NUMBER.matcher(paragraph).replaceFirst("")).replaceAll("code");
    return SENTENCE_END.matcher(text).results().count();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    List<String> broken =
        LINK.matcher(CODE.matcher(prose(page)).replaceAll("code"))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains("://") && !leads(page, link))
            .toList();
    assertThat(broken).as("links of %s", ROOT.relativize(page)).isEmpty();
  }

  private static boolean leads(Path page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path directory = page.getParent();
    Path target =
        path.isEmpty() || directory == null
            ? page
            : directory.resolve(URLDecoder.decode(path, StandardCharsets.UTF_8)).normalize();
    return target.startsWith(ROOT)
        && Files.exists(target)
        && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** Returns what a heading's address is made of: its letters, digits and hyphens. */
  private static Set<String> anchors(Path page) {
    try {
      return HEADING
          .matcher(prose(page))
          .results()
          .map(PapersTest::anchor)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError("can't be read: page=" + page, e);
    }
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
