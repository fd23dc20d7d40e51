package io.tributary.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.files.PrivateFiles;
import io.tributary.tracking.EventJson.Numbered;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tracker has not been told yet of one run. It waits in a private directory, from which
 * another process goes on when this one is gone. It is bounded: when it is full, each second point
 * of the waiting curves is dropped, so that a long outage makes a curve coarser and leaves no hole.
 *
 * <p>Safe for use by several threads. Adding never waits for the tracker. When the disk is full,
 * what was added is kept in memory alone.
 */
final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENTS = "events";
  private static final String SENT = "sent";
  private static final String LOCK = "lock";

  private final Path directory;
  private final long maxBytes;
  private final FileChannel lock;
  private final FileChannel file;
  private final Map<String, String> remote = new TreeMap<>();
  private List<Waiting> waiting = new ArrayList<>();
  private long waitingBytes;
  private long lastNumber;
  private boolean hasEnded;
  private boolean hasFailed;

  private record Waiting(Numbered numbered, int bytes) {}

  private Spool(Path directory, long maxBytes, FileChannel lock) throws IOException {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.lock = lock;
    file = PrivateFiles.open(directory.resolve(EVENTS));
    long sent = readSent();
    lastNumber = sent;
    for (String line : Files.readString(directory.resolve(EVENTS)).lines().toList()) {
      Optional<Numbered> event = EventJson.read(line);
      event.filter(read -> read.number() > lastNumber).ifPresent(read -> keep(read, line));
    }
    // Of a line that a crash has cut nothing must be left before the next.
    rewrite();
  }

  /**
   * Opens the spool of a directory, which is created when it is absent.
   *
   * @return the spool, or nothing when another one has it open
   * @throws IOException when it can't be read or written
   */
  static Optional<Spool> open(Path directory, long maxBytes) throws IOException {
    PrivateFiles.directory(directory);
    FileChannel lock = PrivateFiles.open(directory.resolve(LOCK));
    try {
      FileLock held = lock.tryLock();
      if (held != null) {
        return Optional.of(new Spool(directory, maxBytes, lock));
      }
    } catch (OverlappingFileLockException e) {
      // Of this process.
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    lock.close();
    return Optional.empty();
  }

  private long readSent() throws IOException {
    Path path = directory.resolve(SENT);
    if (!Files.exists(path)) {
      return 0;
    }
    JsonNode json = JSON.readTree(Files.readAllBytes(path));
    json.path("remote").properties().forEach(e -> remote.put(e.getKey(), e.getValue().asText()));
    hasEnded = json.path("ended").asBoolean();
    return json.path("number").asLong();
  }

  private void keep(Numbered event, String line) {
    int bytes = line.length() + 1;
    waiting.add(new Waiting(event, bytes));
    waitingBytes += bytes;
    lastNumber = event.number();
    hasEnded |= event.event() instanceof Ended;
  }

  /** Adds an event. */
  synchronized void add(TrackedEvent event) {
    Numbered numbered = new Numbered(lastNumber + 1, event);
    String line = EventJson.write(numbered);
    keep(numbered, line);
    if (waitingBytes > maxBytes) {
      thinOut();
      return;
    }
    try {
      append(line);
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Returns the directory. */
  Path directory() {
    return directory;
  }

  /** Returns the first events that wait, at most some. */
  synchronized List<Numbered> first(int most) {
    return waiting.stream().limit(most).map(Waiting::numbered).toList();
  }

  /** Returns how many events wait. */
  synchronized int size() {
    return waiting.size();
  }

  /** Returns true when the last event of the run is there, or was. */
  synchronized boolean hasEnded() {
    return hasEnded;
  }

  /** Returns what the tracker calls things of the run, by names of its own. */
  synchronized Map<String, String> remote() {
    return new TreeMap<>(remote);
  }

  /** Forgets the events up to a number, which the tracker has, and remembers its names. */
  synchronized void sent(long number, Map<String, String> names) {
    remote.putAll(names);
    int count = 0;
    while (count < waiting.size() && waiting.get(count).numbered().number() <= number) {
      waitingBytes -= waiting.get(count).bytes();
      count++;
    }
    waiting.subList(0, count).clear();
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("number", number);
    json.put("ended", hasEnded && waiting.isEmpty());
    remote.forEach(json.putObject("remote")::put);
    try {
      PrivateFiles.replace(
          directory.resolve(SENT), json.toString().getBytes(StandardCharsets.UTF_8));
      if (waiting.isEmpty()) {
        file.truncate(0);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void thinOut() {
    List<Waiting> kept = new ArrayList<>();
    boolean drop = false;
    for (Waiting one : waiting) {
      boolean isPoint = one.numbered().event() instanceof Metrics;
      if (!isPoint || !drop) {
        kept.add(one);
      }
      drop = isPoint && !drop;
    }
    LOG.warn(
        "what waits for a tracker is full, each second point is dropped: directory={} events={}",
        directory,
        waiting.size());
    waiting = kept;
    waitingBytes = kept.stream().mapToLong(Waiting::bytes).sum();
    try {
      rewrite();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void rewrite() throws IOException {
    file.truncate(0);
    for (Waiting one : waiting) {
      append(EventJson.write(one.numbered()));
    }
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    file.position(file.size());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private void failed(IOException cause) {
    if (!hasFailed) {
      hasFailed = true;
      LOG.warn("what waits for a tracker can't be written: directory={}", directory, cause);
    }
  }

  /** Ends what a process that is gone has not ended. */
  synchronized void endLeftover(long millis) {
    if (!hasEnded) {
      add(new Ended(millis, TrackedEvent.Outcome.KILLED));
    }
  }

  /** Lets a run in which nothing happened leave no files. */
  synchronized void discard() {
    hasEnded = true;
  }

  /** Forgets all that waits, and closes. */
  synchronized void forget() {
    LOG.warn("what waits for a tracker is too old: directory={} events={}", directory, size());
    waiting.clear();
    hasEnded = true;
    close();
  }

  /** Closes the files; a run that the tracker knows to its end leaves none. */
  @Override
  public synchronized void close() {
    try (lock;
        file) {
      if (hasEnded && waiting.isEmpty()) {
        for (String name : List.of(EVENTS, SENT, LOCK)) {
          Files.deleteIfExists(directory.resolve(name));
        }
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      failed(e);
    }
  }
}
