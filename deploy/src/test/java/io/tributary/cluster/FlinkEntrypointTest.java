package io.tributary.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The entrypoint of the job's image, with Flink's own arithmetic of memory. Instead of the process
 * of Flink that it would become, it prints that process's arguments.
 */
final class FlinkEntrypointTest {
  private static final Path DOCKER = Path.of("docker").toAbsolutePath();
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      case " $* " in
        *BashJavaUtils*) exec %s "$@" ;;
        *) printf '%%s\\n' "$@" ;;
      esac
      """;

  @TempDir static Path home;

  @TempDir Path directory;

  @BeforeAll
  static void assemble() throws Exception {
    FlinkHome.assemble(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList(),
        home);
    Path java =
        Files.writeString(
            Files.createDirectories(home.resolve("fake")).resolve("java"),
            JAVA.formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(
        DOCKER.resolve("flink/conf/log4j-console.xml"), home.resolve("conf/log4j-console.xml"));
  }

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(
        home.resolve("conf/config.yaml"), "rest.port: 8081\ntaskmanager.numberOfTaskSlots: 1\n");
  }

  @Test
  void propertiesReplaceLinesOfTheConfigurationAndTheLastOneCounts() throws Exception {
    run(
        Map.of(
            "FLINK_PROPERTIES",
            "rest.port: 9\na: [x, y]\nrest.port: 10\n\ntaskmanager.memory.process.size: 1200m",
            "TASK_MANAGER_NUMBER_OF_TASK_SLOTS",
            "3"),
        "taskmanager");
    assertThat(Files.readAllLines(home.resolve("conf/config.yaml")))
        .filteredOn(line -> !line.isEmpty())
        .containsExactlyInAnyOrder(
            "rest.port: 10",
            "a: [x, y]",
            "taskmanager.memory.process.size: 1200m",
            "taskmanager.numberOfTaskSlots: 3");
  }

  @Test
  void memoryIsWhatTheConfigurationSaysDividedAsFlinkDoes() throws Exception {
    List<String> arguments =
        run(
            Map.of(
                "FLINK_PROPERTIES",
                "taskmanager.memory.process.size: 1536m\n"
                    + "taskmanager.memory.managed.fraction: 0.1"),
            "taskmanager",
            "-Da=b");
    assertThat(arguments)
        .contains(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "-XX:MaxMetaspaceSize=268435456",
            "taskmanager.memory.jvm-metaspace.size=268435456b",
            "-Da=b")
        .anyMatch(argument -> argument.startsWith("-Xmx"));
  }

  @Test
  void withoutAnySizeAProcessHasOne() throws Exception {
    run(Map.of(), "jobmanager");
    assertThat(Files.readString(home.resolve("conf/config.yaml")))
        .containsPattern("(?m)^jobmanager\\.memory\\.process\\.size: \\d+m$");
  }

  @Test
  void aCollectorIsChosenUnlessPeopleNameOne() throws Exception {
    String size = "jobmanager.memory.process.size: 1600m";
    assertThat(run(Map.of("FLINK_PROPERTIES", size), "jobmanager"))
        .contains(
            "-XX:+UseG1GC",
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    assertThat(
            run(
                Map.of(
                    "FLINK_PROPERTIES",
                    size
                        + "\nenv.java.opts.all: -Dp=q\nenv.java.opts.jobmanager: \"-XX:+UseSerialGC\""),
                "standalone-job",
                "--job-classname",
                "Job"))
        .contains(
            "-Dp=q",
            "-XX:+UseSerialGC",
            "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
            "--job-classname")
        .doesNotContain("-XX:+UseG1GC");
  }

  @Test
  void itStartsAsFlinksOperatorStartsIt() throws Exception {
    // The operator mounts a configuration of nested keys and its own logging, both read only.
    Path mounted = Files.createDirectories(directory.resolve("mounted"));
    String configuration = "jobmanager:\n  memory:\n    process:\n      size: 1024m\n";
    Path file = Files.writeString(mounted.resolve("config.yaml"), configuration);
    Path logging = Files.writeString(mounted.resolve("log4j-console.properties"), "a=b\n");
    assertThat(
            run(
                Map.of("FLINK_CONF_DIR", mounted.toString()),
                "standalone-job",
                "--job-classname",
                "Job",
                "--host",
                "10.0.0.1",
                "pipeline.yaml"))
        .contains(
            "-Djobmanager.rpc.address=10.0.0.1",
            "-Dlog4j2.configurationFile=" + logging,
            mounted.toString(),
            "pipeline.yaml")
        .doesNotContain("--host");
    assertThat(file).hasContent(configuration);
  }

  @Test
  void anyOtherCommandIsRun() throws Exception {
    assertThat(run(Map.of(), "echo", "hello")).containsExactly("hello");
  }

  private List<String> run(Map<String, String> environment, String... arguments) throws Exception {
    Path out = directory.resolve("out");
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder("bash", DOCKER.resolve("flink-entrypoint").toString())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    builder.environment().put("FLINK_HOME", home.toString());
    builder
        .environment()
        .merge("PATH", home.resolve("fake").toString(), (path, fake) -> fake + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(out);
  }
}
