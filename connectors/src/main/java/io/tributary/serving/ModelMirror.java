package io.tributary.serving;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.TopicNames;
import io.tributary.model.ModelSpec;
import io.tributary.store.ModelStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a model store up to date with the model's updates topic, from the earliest record that the
 * topic still has. Records that can't be used are logged, counted and passed over.
 *
 * <p>{@link #run} does the work in the calling thread until {@link #stop} is called from another;
 * {@link #start} runs it in a thread of its own. The other methods can be called from any thread.
 * The store stays the caller's to close.
 */
public final class ModelMirror implements AutoCloseable {
  /** How long changes are gathered at most before they are copied to the store. */
  public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(ModelMirror.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);

  private final ModelSpec spec;
  private final Map<String, String> consumerProperties;
  private final long flushIntervalNanos;
  private final String topic;

  private final MirroredModel model;
  private final Histogram flushed = Freshness.newHistogram();
  private long updateBytes;
  private long undecodable;
  private final MirrorWait wait;
  private final SkippedUpdates skipped = new SkippedUpdates();
  private long lastFlush;

  private final Histogram total = Freshness.newHistogram();
  private final Histogram recent = Freshness.newHistogram();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile MirrorStatus status;
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;

  /**
   * Creates a mirror with the default flush interval and the system's clock.
   *
   * @param store a store of the same model, open for writing
   * @param consumerProperties how to reach Kafka: {@code bootstrap.servers} at least
   */
  public ModelMirror(ModelSpec spec, ModelStore store, Map<String, String> consumerProperties) {
    this(spec, store, consumerProperties, DEFAULT_FLUSH_INTERVAL, InstantSource.system());
  }

  /**
   * Creates a mirror.
   *
   * @param store a store of the same model, open for writing
   * @param consumerProperties how to reach Kafka: {@code bootstrap.servers} at least
   * @param flushInterval how long changes are gathered at most before they are copied to the store
   * @param clock the clock that freshness is measured with
   */
  public ModelMirror(
      ModelSpec spec,
      ModelStore store,
      Map<String, String> consumerProperties,
      Duration flushInterval,
      InstantSource clock) {
    this.spec = spec;
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.flushIntervalNanos = flushInterval.toNanos();
    this.topic = new TopicNames(spec.name()).updates();
    this.model = new MirroredModel(spec, store, clock);
    this.lastFlush = System.nanoTime() - flushIntervalNanos;
    this.wait = new MirrorWait(topic);
    this.status = modelStatus();
  }

  /** Runs the mirror in a daemon thread of its own until {@link #close}. */
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("mirror has been started already: model=" + spec.name());
    }
    Thread own = new Thread(this::runAndReport, "model-mirror-" + spec.name());
    own.setDaemon(true);
    own.start();
    thread = own;
  }

  private void runAndReport() {
    try {
      run();
    } catch (RuntimeException | Error e) {
      failure = e;
      LOG.error("mirror has failed: model={} topic={}", spec.name(), topic, e);
    }
  }

  /**
   * Follows the topic until {@link #stop} is called.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka refuses for good, for example because
   *     of missing rights
   */
  public void run() {
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = awaitPartitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!isStopping()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(untilFlush());
        records.forEach(this::take);
        flushIfDue();
      }
      flush();
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(consumerProperties);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // Also what happens when the topic's retention has overtaken a slow mirror.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    // A busy model has thousands of small updates a second, and a block is written at most once per
    // flush: fetching each update as it comes would only cost the broker and this process time.
    properties.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "65536");
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20");
    return properties;
  }

  private List<TopicPartition> awaitPartitions(Consumer<?, ?> consumer) {
    boolean told = false;
    while (!isStopping()) {
      List<PartitionInfo> partitions = partitions(consumer);
      if (!partitions.isEmpty()) {
        wait.topicIsThere();
        status = modelStatus();
        return partitions.stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
      }
      if (!told) {
        LOG.info("waiting for the topic of updates: topic={}", topic);
        told = true;
      }
      awaitStop(IDLE_POLL);
    }
    return List.of();
  }

  private List<PartitionInfo> partitions(Consumer<?, ?> consumer) {
    try {
      return consumer.partitionsFor(topic);
    } catch (TimeoutException e) {
      LOG.warn("no answer about the topic of updates, asking again: topic={}", topic);
      return List.of();
    }
  }

  private Duration untilFlush() {
    if (!model.isDirty()) {
      return IDLE_POLL;
    }
    long left = lastFlush + flushIntervalNanos - System.nanoTime();
    return Duration.ofNanos(Math.max(0, left));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    updateBytes += value == null ? 0 : value.length;
    wait.record(record.timestamp());
    try {
      if (model.apply(value)) {
        wait.fits();
      }
    } catch (UnusableUpdateException e) {
      undecodable++;
      wait.unusable(e);
      skipped.skipped(record.topic(), record.partition(), record.offset(), e);
    }
  }

  private MirrorStatus modelStatus() {
    int awaiting = model.firstAwaiting();
    return model.status(
        updateBytes, undecodable, awaiting < 0 ? null : wait.text(awaiting), wait.misfit());
  }

  private void flushIfDue() {
    if (System.nanoTime() - lastFlush >= flushIntervalNanos) {
      flush();
    }
  }

  private void flush() {
    if (model.isDirty()) {
      lastFlush = System.nanoTime();
      flushed.reset();
      model.flush(flushed);
      synchronized (total) {
        total.add(flushed);
        recent.add(flushed);
      }
    }
    status = modelStatus();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void awaitStop(Duration limit) {
    try {
      stopping.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }

  /** Returns what the mirror has done, as of its last flush. */
  public MirrorStatus status() {
    return status;
  }

  /** Returns why the mirror stopped by itself, if it did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns the freshness of all examples that this mirror has copied to the store. */
  public Freshness freshness() {
    synchronized (total) {
      return Freshness.of(total);
    }
  }

  /** Returns the freshness of the examples copied since the last call of this method. */
  public Freshness recentFreshness() {
    synchronized (total) {
      Freshness summary = Freshness.of(recent);
      recent.reset();
      return summary;
    }
  }

  /** Makes {@link #run} copy what it has to the store and return soon. */
  public void stop() {
    stopping.countDown();
  }

  /** Stops, and waits for the mirror's own thread if it has one. */
  @Override
  public void close() {
    stop();
    Thread own;
    synchronized (this) {
      own = thread;
    }
    if (own == null) {
      return;
    }
    try {
      own.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
