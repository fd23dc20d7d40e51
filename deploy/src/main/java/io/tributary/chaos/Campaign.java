package io.tributary.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/**
 * Trains on a cluster while things break, and compares with training undisturbed.
 *
 * <p>First, processes are killed and paused under a model in the reproducible setting (bounded
 * staleness, rounds closed by count, a partition a replica): its final weights must be those of an
 * undisturbed run, to the bit. Where the model is dealt out to shards, their number changes, too.
 * Then a model is rescaled while another learns the same stream as it is: all examples must be in
 * both, and their losses alike. After every fault the stream rests until what should be merged is,
 * so that each fault answers for itself.
 */
public final class Campaign {
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration CATCH_UP = Duration.ofMinutes(2);
  private static final Duration TO_THE_END = Duration.ofMinutes(10);
  // Divisible among 2, 4 and 6 replicas.
  private static final int RESCALED_PARTITIONS = 12;

  private final CampaignHost surroundings;
  private final CampaignCluster cluster;
  private final Path jar;
  private final ChaosPlan plan;
  private final Random random;
  private final Patience patience;
  private final List<FaultResult> results = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private long produced;
  private int shardsTurn;

  /**
   * Prepares a campaign.
   *
   * @param cluster a healthy cluster with slots for ten tasks even when one TaskManager is lost
   * @param jar the job jar
   */
  public Campaign(
      CampaignHost surroundings, CampaignCluster cluster, Path jar, ChaosPlan plan, long seed) {
    this.surroundings = surroundings;
    this.cluster = cluster;
    this.jar = jar;
    this.plan = plan;
    random = new Random(seed);
    patience = new Patience(surroundings.waiting(), surroundings::heartbeat);
  }

  /** Runs it. */
  public ChaosReport run() {
    long start = System.nanoTime();
    if (!plan.faults().isEmpty()) {
      killProcesses();
    }
    if (!plan.replicas().isEmpty()) {
      rescale();
    }
    return new ChaosReport(
        List.copyOf(results), List.copyOf(checks), produced, (System.nanoTime() - start) / 1e9);
  }

  private void killProcesses() {
    String topic = "chaos";
    Pipeline disturbed = surroundings.pipeline("chaos", topic, true);
    surroundings.createTopics(disturbed, ChaosPlan.REPLICAS);
    try (Stream stream = stream(disturbed, topic, ChaosPlan.REPLICAS);
        TrainedModel model = model(disturbed, stream.endOffsets())) {
      model.submit(Optional.empty());
      List<Fault> faults = plan.faults();
      stream.start(plan.sentBeforeRecovery(0, faults.size()));
      model.awaitLearning();
      Injector injector = new Injector(cluster, model, patience, random);
      for (int i = 0; i < faults.size(); i++) {
        Fault fault = faults.get(i);
        surroundings.say(fault.text() + " ...");
        stream.flowUntil(plan.sentBeforeRecovery(i, faults.size()));
        long rest = plan.sentAfterRecovery(i, faults.size());
        Runnable more = () -> stream.flowUntil(rest);
        Injector.Recovery recovery =
            fault == Fault.RESCALE_SHARDS
                ? injector.rescaleShards(nextShards(), more)
                : injector.inject(fault, more);
        judge(fault, recovery, stream, model, disturbed);
      }
      compareWithMasters(model);
      finishKilled(stream, model, topic);
    }
  }

  private int nextShards() {
    return ChaosPlan.SHARDS.get(shardsTurn++ % ChaosPlan.SHARDS.size());
  }

  private void finishKilled(Stream stream, TrainedModel model, String topic) {
    surroundings.say("sending the rest, and learning all of it again undisturbed ...");
    stream.release();
    JsonNode end = model.awaitEnd(TO_THE_END);
    checkCounts(stream, model);
    Pipeline steady = surroundings.pipeline("chaos-undisturbed", topic, true);
    surroundings.createTopics(steady, ChaosPlan.REPLICAS);
    try (TrainedModel undisturbed = model(steady, stream.endOffsets())) {
      undisturbed.submit(Optional.empty());
      JsonNode expected = undisturbed.awaitEnd(TO_THE_END);
      checks.add(
          Check.equal(
              "checksum of the weights",
              undisturbed.mirror().store().checksum(),
              model.mirror().store().checksum()));
      checks.add(
          Check.equal(
              "log-loss", expected.path("logLoss").asDouble(), end.path("logLoss").asDouble()));
    }
  }

  /** Lets the stream flow for a while and rest, and counts what is missing then. */
  private void judge(
      Fault fault,
      Injector.Recovery recovery,
      Stream stream,
      TrainedModel model,
      Pipeline pipeline) {
    patience.rest(SETTLING);
    stream.pause(patience);
    long expected = mergeable(stream, pipeline);
    long missing = model.missing(expected, CATCH_UP);
    FaultResult result =
        new FaultResult(
            fault,
            recovery.detail(),
            recovery.seconds(),
            stream.sent(),
            Math.max(0, missing),
            Math.max(0, -missing));
    results.add(result);
    surroundings.say(
        String.format(
            "  %s: learning went on after %.1f s; of %,d examples lost %d, repeated %d",
            result.detail(),
            result.recoverySeconds(),
            result.examples(),
            result.lost(),
            result.repeated()));
  }

  /** Rounds closed by count alone leave the examples of an open round unmerged. */
  private static long mergeable(Stream stream, Pipeline pipeline) {
    ShardingConfig sharding = pipeline.training().sharding();
    if (sharding != null) {
      return sharding.batchMaxDelay().isZero() ? learnable(stream, sharding) : stream.sent();
    }
    if (!pipeline.training().roundMaxDelay().isZero()) {
      return stream.sent();
    }
    int round = pipeline.training().roundSize().most();
    return stream.sentToEach() / round * round * ChaosPlan.REPLICAS;
  }

  /** A round waits until as many are there that are predicted before it is learned. */
  private static long learnable(Stream stream, ShardingConfig sharding) {
    int batch = sharding.batchSize().most();
    long rounds = Math.max(0, stream.sentToEach() / batch - sharding.inFlight());
    return rounds * batch * ChaosPlan.REPLICAS;
  }

  /**
   * Stops with a savepoint and goes on from it: the masters then publish all that they have, and a
   * mirror that begins with nothing must get what the one that followed every update has.
   */
  private void compareWithMasters(TrainedModel model) {
    surroundings.say("going on from a savepoint, to compare what is served with the masters ...");
    String followed = model.mirror().store().checksum();
    long generation = model.mirror().generation();
    String savepoint = model.stop();
    model.submit(Optional.of(savepoint));
    try (TrainedModel.Mirror fresh = model.freshMirror()) {
      patience.await(
          "a fresh mirror to be opened", CATCH_UP, () -> fresh.generation() > generation);
      checks.add(
          Check.equal("weights served and of the masters", fresh.store().checksum(), followed));
    }
  }

  private void checkCounts(Stream stream, TrainedModel model) {
    produced += stream.sent();
    checks.add(
        Check.equal(
            "merged examples of " + model.name(),
            stream.sent(),
            model.mirror().status().examples()));
    checks.add(
        Check.equal(
            "merged examples of " + model.name() + ", any block",
            stream.sent(),
            model.mirror().mostExamples()));
  }

  private void rescale() {
    String topic = "chaos-live";
    Pipeline rescaled = surroundings.pipeline("chaos-rescaled", topic, false);
    Pipeline steady = surroundings.pipeline("chaos-steady", topic, false);
    surroundings.createTopics(rescaled, RESCALED_PARTITIONS);
    surroundings.createTopics(steady, RESCALED_PARTITIONS);
    try (Stream stream = stream(rescaled, topic, RESCALED_PARTITIONS);
        TrainedModel model = model(rescaled, stream.endOffsets());
        TrainedModel other = model(steady, stream.endOffsets())) {
      model.submit(Optional.empty());
      other.submit(Optional.empty());
      List<Integer> numbers = plan.replicas();
      stream.start(plan.sentBeforeRecovery(0, numbers.size()));
      model.awaitLearning();
      Injector injector = new Injector(cluster, model, patience, random);
      for (int i = 0; i < numbers.size(); i++) {
        int replicas = numbers.get(i);
        surroundings.say(Fault.RESCALE.text() + " to " + replicas + " ...");
        stream.flowUntil(plan.sentBeforeRecovery(i, numbers.size()));
        long rest = plan.sentAfterRecovery(i, numbers.size());
        judge(
            Fault.RESCALE,
            injector.rescale(replicas, () -> stream.flowUntil(rest)),
            stream,
            model,
            rescaled);
      }
      surroundings.say("sending the rest ...");
      stream.release();
      JsonNode end = model.awaitEnd(TO_THE_END);
      JsonNode expected = other.awaitEnd(TO_THE_END);
      checkCounts(stream, model);
      checks.add(
          Check.close(
              "log-loss of chaos-rescaled",
              expected.path("logLoss").asDouble(),
              end.path("logLoss").asDouble(),
              plan.lossTolerance()));
    }
  }

  private Stream stream(Pipeline pipeline, String topic, int partitions) {
    return new Stream(surroundings, pipeline.kafka(), topic, partitions, plan);
  }

  private TrainedModel model(Pipeline pipeline, Map<TopicPartition, Long> ends) {
    return new TrainedModel(surroundings, pipeline, cluster, jar, ends, patience);
  }
}
