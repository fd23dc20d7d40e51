package io.tributary.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plain Flink installation has on its class path, picked by name from this process's own
 * libraries: Flink, what its parts depend on, RocksDB and the logging.
 *
 * <p>All else is left out: Tributary, the Kafka connector and its clients, Jackson, YAML, Scala and
 * the broker. So a job that runs on a local cluster brings what it needs in its own jar, and will
 * run on any other Flink of this version.
 */
final class FlinkClassPath {
  private static final Pattern JAR = Pattern.compile("(.+?)-\\d[^/]*\\.jar");
  private static final String TESTS = "-tests.jar";

  // Jobs bring connectors.
  private static final String FLINK = "flink-";
  private static final Set<String> NOT_INSTALLED =
      Set.of("flink-connector-base", "flink-connector-kafka", "flink-test-utils");

  private static final Set<String> DEPENDENCIES =
      Set.of(
          "async-profiler",
          "commons-cli",
          "commons-collections",
          "commons-compress",
          "commons-io",
          "commons-lang3",
          "commons-math3",
          "commons-text",
          "frocksdbjni",
          "javassist",
          "jsr305",
          "kryo",
          "log4j-api",
          "log4j-core",
          "log4j-slf4j2-impl",
          "lz4-java",
          "minlog",
          "objenesis",
          "reflectasm",
          "RoaringBitmap",
          "slf4j-api",
          "snakeyaml-engine",
          "snappy-java");

  private FlinkClassPath() {}

  /**
   * Picks Flink's libraries from a class path.
   *
   * @throws ClusterException when there is no Flink in it
   */
  static List<Path> of(List<Path> classPath) {
    List<Path> picked = new ArrayList<>();
    boolean webUi = false;
    for (Path entry : classPath) {
      String artifact = artifact(String.valueOf(entry.getFileName()));
      if (isInstalled(artifact)) {
        picked.add(entry);
        webUi |= artifact.equals("flink-runtime-web");
      }
    }
    if (!webUi) {
      throw new ClusterException(
          "no Flink to run a cluster with: absent=flink-runtime-web libraries=" + classPath.size());
    }
    return picked;
  }

  private static boolean isInstalled(String artifact) {
    return DEPENDENCIES.contains(artifact)
        || (artifact.startsWith(FLINK) && !NOT_INSTALLED.contains(artifact));
  }

  /** Returns a jar's name without its version; an empty one when it is no library. */
  private static String artifact(String file) {
    var matcher = JAR.matcher(file);
    return matcher.matches() && !file.endsWith(TESTS) ? matcher.group(1) : "";
  }
}
