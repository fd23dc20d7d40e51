package io.tributary.training;

import io.tributary.config.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;

/** A Flink of several task managers, all in this process, with one training job on it. */
final class TestCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Names of threads that end in a task's: its name, subtask and attempt. */
  private static final Pattern OF_A_TASK = Pattern.compile("(?!Cancel).*\\(\\d+/\\d+\\)#\\d+");

  private final MiniCluster cluster;
  private final JobGraph graph;

  private TestCluster(MiniCluster cluster, JobGraph graph) {
    this.cluster = cluster;
    this.graph = graph;
  }

  /** Returns a configuration that checkpoints often and restarts at once, for as long as it may. */
  static Configuration configuration(Path checkpoints) {
    Configuration config = new Configuration();
    config.set(PipelineOptions.GENERIC_TYPES, false);
    config.set(PipelineOptions.OBJECT_REUSE, true);
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    config.set(RpcOptions.ASK_TIMEOUT_DURATION, PATIENCE);
    config.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, PATIENCE);
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    return config;
  }

  /** Makes a job follow its resource requirements while it runs, without waiting for more. */
  static Configuration adaptive(Configuration config) {
    config.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    for (var wait :
        List.of(
            JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING,
            JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT,
            JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT)) {
      config.set(wait, Duration.ZERO);
    }
    return config;
  }

  /** Starts a cluster and the job of a pipeline on it. */
  static TestCluster start(
      Configuration config,
      int taskManagers,
      int slotsOfEach,
      Pipeline pipeline,
      TrainingOptions options)
      throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(slotsOfEach)
                .withRandomPorts()
                .build());
    cluster.start();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    new TrainingJob(pipeline, options).build(env);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get();
    return new TestCluster(cluster, graph);
  }

  private JobID job() {
    return graph.getJobID();
  }

  /** Waits for a checkpoint that begins from now on, or began just before. */
  void awaitCheckpoint() {
    // Counts begin anew with each change of the parallelism, ids do not.
    long before = lastCheckpoint();
    Awaitility.await().until(() -> lastCheckpoint() > before);
  }

  private long lastCheckpoint() {
    var snapshot = execution().getCheckpointStatsSnapshot();
    var last = snapshot == null ? null : snapshot.getHistory().getLatestCompletedCheckpoint();
    return last == null ? -1 : last.getCheckpointId();
  }

  private AccessExecutionGraph execution() {
    try {
      return cluster.getExecutionGraph(job()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a task fail, any of those that run: its thread, or one that writes or fetches for it, is
   * interrupted without having been asked to stop, wherever it is. Returns when that thread ended.
   */
  void failTask(Random random) {
    List<Thread> tasks = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              tasks.clear();
              tasks.addAll(taskThreads());
              return !tasks.isEmpty();
            });
    Thread failing = tasks.get(random.nextInt(tasks.size()));
    failing.interrupt();
    Awaitility.await(failing.getName()).until(() -> !failing.isAlive());
  }

  /**
   * Returns the threads whose end is that of a task. What a task starts is in its thread group too,
   * and some of it shrugs an interrupt off: idle threads of a pool, a producer's network thread,
   * the watchdogs of a task that is already canceled.
   */
  private static List<Thread> taskThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> thread.getThreadGroup().getName().equals("Flink Task Threads"))
        .filter(thread -> OF_A_TASK.matcher(thread.getName()).matches())
        .sorted(Comparator.comparing(Thread::getName))
        .toList();
  }

  /**
   * Ends a task manager as it is, with all that runs on it, and starts another one, whose number is
   * the next: those that are gone keep theirs.
   */
  void replaceTaskManager(int index) throws Exception {
    cluster.terminateTaskManager(index).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  /** Changes the parallelism of the running job, of nothing but what scales with its replicas. */
  void rescale(int replicas, int masters) throws Exception {
    JobResourceRequirements.Builder wanted = JobResourceRequirements.newBuilder();
    for (JobVertex vertex : graph.getVertices()) {
      wanted.setParallelismForJobVertex(
          vertex.getID(), 1, parallelism(vertex.getName(), replicas, masters));
    }
    cluster
        .updateJobResourceRequirements(job(), wanted.build())
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    awaitParallelism(replicas, masters);
  }

  /** Waits until all tasks run, so many of each kind. */
  void awaitParallelism(int replicas, int masters) {
    Awaitility.await()
        .until(
            () -> {
              AccessExecutionGraph execution = execution();
              return execution.getState() == JobStatus.RUNNING
                  && vertices(execution)
                      .allMatch(
                          vertex ->
                              vertex.getParallelism()
                                  == parallelism(vertex.getName(), replicas, masters))
                  && tasks(execution)
                      .allMatch(
                          task ->
                              task.getExecutionState() == ExecutionState.RUNNING
                                  || task.getExecutionState() == ExecutionState.FINISHED);
            });
  }

  private static Stream<AccessExecutionJobVertex> vertices(AccessExecutionGraph execution) {
    List<AccessExecutionJobVertex> vertices = new ArrayList<>();
    execution.getVerticesTopologically().forEach(vertices::add);
    return vertices.stream();
  }

  private static Stream<AccessExecutionVertex> tasks(AccessExecutionGraph execution) {
    List<AccessExecutionVertex> tasks = new ArrayList<>();
    execution.getAllExecutionVertices().forEach(tasks::add);
    return tasks.stream();
  }

  private static int parallelism(String vertex, int replicas, int masters) {
    if (vertex.contains("examples") || vertex.contains("replica") || vertex.contains("combiner")) {
      return replicas;
    }
    return vertex.contains("block-master") || vertex.contains("shard") ? masters : 1;
  }

  /** Returns for each subtask of a vertex the task manager it runs on. */
  List<String> locations(String vertex) {
    AccessExecutionJobVertex of =
        vertices(execution())
            .filter(one -> one.getName().contains(vertex))
            .findFirst()
            .orElseThrow();
    List<String> locations = new ArrayList<>();
    for (AccessExecutionVertex task : of.getTaskVertices()) {
      locations.add(task.getCurrentAssignedResourceLocation().getResourceID().toString());
    }
    return locations;
  }

  /** Waits until the job has ended by itself; fails when it ended otherwise. */
  void awaitEnd() throws Exception {
    cluster
        .requestJobResult(job())
        .get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .toJobExecutionResult(getClass().getClassLoader());
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
