package io.tributary.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The command line of each process, and the files it reads: JVM options go to a file that the
 * command line names, which is then short enough to read in a list of processes and always holds
 * the cluster's directory.
 */
final class ProcessCommands {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  // Flink's own start of the ZooKeeper that it brings.
  private static final String ZOOKEEPER =
      "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer";
  private static final String ZOOKEEPER_FILE = "zoo.cfg";
  private static final int ZOOKEEPER_MEMORY = 288;
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String LOGGING = "log4j2.xml";
  private static final int NOT_HEAP = 224;
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private final ClusterDirectory directory;
  private final Path java;
  private final List<Path> classPath;

  ProcessCommands(ClusterDirectory directory, Path java, List<Path> classPath) {
    this.directory = directory;
    this.java = java;
    this.classPath = classPath;
  }

  /** Returns the commands of processes that run with this process's Java and libraries. */
  static ProcessCommands ofThisProcess(ClusterDirectory directory) {
    List<Path> classPath =
        SEPARATOR
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath())
            .toList();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessCommands(directory, java, classPath);
  }

  /** Writes what all processes share. */
  void writeConfiguration(ClusterPorts ports, ClusterSettings settings) {
    StringBuilder yaml = new StringBuilder("# Written by 'tributary cluster start'.\n");
    for (Map.Entry<String, String> option :
        FlinkOptions.of(directory, ports, settings).entrySet()) {
      yaml.append(option.getKey()).append(": ").append(quoted(option.getValue())).append('\n');
    }
    try (InputStream logging = ProcessCommands.class.getResourceAsStream(LOGGING)) {
      if (logging == null) {
        throw new ClusterException("resource is absent: resource=" + LOGGING);
      }
      PrivateFiles.write(directory.conf().resolve(LOGGING), logging.readAllBytes());
      write(directory.conf().resolve("config.yaml"), yaml.toString());
      if (settings.isHighlyAvailable()) {
        write(directory.conf().resolve(ZOOKEEPER_FILE), zooKeeper(ports));
      }
    } catch (IOException e) {
      throw new ClusterException("configuration can't be written: dir=" + directory.conf(), e);
    }
  }

  private String zooKeeper(ClusterPorts ports) {
    return String.join(
        "\n",
        // A properties file, in which a backslash would begin an escape.
        "dataDir=" + directory.zooKeeper().toString().replace("\\", "\\\\"),
        "clientPort=" + ports.zookeeper(),
        "clientPortAddress=" + ClusterPorts.HOST,
        "admin.enableServer=false",
        "tickTime=1000",
        "");
  }

  // A JSON string is a YAML string, whatever is in it.
  private static String quoted(String value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a text: value=" + value, e);
    }
  }

  /** Writes a process's JVM options and returns its command line. */
  List<String> command(Role role, String id, ClusterPorts ports, ClusterSettings settings) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    if (role instanceof Role.Broker) {
      command.add(options(role, heap(settings.brokerMemory()), classPath));
      command.add(BrokerMain.class.getName());
      command.add(directory.kafka().toString());
      command.add(Integer.toString(ports.kafka()));
    } else if (role instanceof Role.JobManager || role instanceof Role.Standby) {
      List<Path> flink = FlinkClassPath.of(classPath);
      command.add(options(role, heap(settings.jobManagerMemory()), flink));
      command.add(JOB_MANAGER);
      command.addAll(flinkArguments(role, id, "jobmanager", settings));
      if (role instanceof Role.Standby) {
        command.addAll(List.of("-D", "rest.port=" + ports.standbyRest()));
        command.addAll(List.of("-D", "rest.bind-port=" + ports.standbyRest()));
      }
    } else if (role instanceof Role.ZooKeeper) {
      command.add(options(role, heap(ZOOKEEPER_MEMORY), FlinkClassPath.of(classPath)));
      command.add(ZOOKEEPER);
      command.addAll(
          List.of(
              "--zkConfigFile",
              directory.conf().resolve(ZOOKEEPER_FILE).toString(),
              "--peerId",
              "1"));
    } else {
      List<Path> flink = FlinkClassPath.of(classPath);
      command.add(options(role, settings.memory().jvmOptions(), flink));
      command.add(TASK_MANAGER);
      command.addAll(flinkArguments(role, id, "taskmanager", settings));
    }
    return command;
  }

  private List<String> flinkArguments(Role role, String id, String kind, ClusterSettings settings) {
    List<String> arguments = new ArrayList<>(List.of("--configDir", directory.conf().toString()));
    PrometheusReporting.port(role, settings)
        .ifPresent(port -> arguments.addAll(List.of("-D", PrometheusReporting.argument(port))));
    arguments.addAll(List.of("-D", kind + ".resource-id=" + id));
    return arguments;
  }

  private static List<String> heap(int process) {
    return List.of("-Xmx" + (process - NOT_HEAP) + "m");
  }

  private String options(Role role, List<String> memory, List<Path> libraries) {
    Path temporary = directory.emptyTemporary(role);
    List<String> options = new ArrayList<>(memory);
    options.add("-XX:+UseG1GC");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-XX:-UsePerfData");
    options.add("-XX:ErrorFile=" + directory.log(role) + ".crash");
    options.add("-Djava.io.tmpdir=" + temporary);
    options.add("-Dlog.file=" + directory.log(role));
    options.add("-Dlog4j2.configurationFile=" + directory.conf().resolve(LOGGING).toUri());
    options.addAll(FlinkHome.OPENS);
    options.add("-cp");
    options.add(String.join(File.pathSeparator, libraries.stream().map(Path::toString).toList()));
    Path file = directory.jvmOptions(role);
    try {
      write(
          file, String.join("\n", options.stream().map(ProcessCommands::argument).toList()) + "\n");
    } catch (IOException e) {
      throw new ClusterException("JVM options can't be written: file=" + file, e);
    }
    return "@" + file;
  }

  private static void write(Path file, String text) throws IOException {
    PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String argument(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
