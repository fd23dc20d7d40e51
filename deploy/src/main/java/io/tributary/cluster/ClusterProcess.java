package io.tributary.cluster;

import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process of a local cluster. It stands for this one process only: when the role is started
 * again, there is another.
 *
 * <p>No signal goes to a process that has taken over the id of one that is gone.
 */
public final class ClusterProcess {
  private static final Duration KILLED = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final ProcessEntry entry;
  private final ClusterDirectory directory;
  private final Waiting waiting;

  ClusterProcess(ProcessEntry entry, ClusterDirectory directory, Waiting waiting) {
    this.entry = entry;
    this.directory = directory;
    this.waiting = waiting;
  }

  /** Returns what it is there for. */
  public Role role() {
    return entry.role();
  }

  /** Returns its process id. */
  public long pid() {
    return entry.pid();
  }

  /** Returns the file that it logs to; its standard output and error are beside it. */
  public Path log() {
    return directory.log(role());
  }

  ProcessEntry entry() {
    return entry;
  }

  /** Returns true while it lives, also when it is paused. */
  public boolean isAlive() {
    return handle().isPresent();
  }

  /** Returns true while it is paused. */
  public boolean isPaused() {
    return isAlive() && SystemProcess.isPaused(pid());
  }

  private Optional<ProcessHandle> handle() {
    return SystemProcess.find(entry);
  }

  /** Kills it as a crash would ({@code SIGKILL}), and returns when it is gone. */
  public void kill() {
    handle().ifPresent(ProcessHandle::destroyForcibly);
    if (!awaitEnd(KILLED)) {
      throw new ClusterException(
          "process can't be killed: process=" + entry.name() + " pid=" + pid());
    }
  }

  /** Asks it to end ({@code SIGTERM}); a paused one could not hear it, and is resumed. */
  public void terminate() {
    if (isPaused()) {
      resume();
    }
    handle().ifPresent(ProcessHandle::destroy);
  }

  /** Returns true while it lives, and hears that it is asked to end. */
  boolean isEnding() {
    return isAlive() && !SystemProcess.ignoresTermination(pid());
  }

  /** Pauses it ({@code SIGSTOP}), so that it looks like one that hangs or is cut off. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after a pause ({@code SIGCONT}). */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (!isAlive()) {
      throw new ClusterException(
          "process is gone, so it gets no signal: process=" + entry.name() + " signal=" + name);
    }
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new ClusterException(
            "signal can't be sent: process=" + entry.name() + " signal=" + name + " code=" + code);
      }
    } catch (IOException e) {
      throw new ClusterException(
          "signal can't be sent: process=" + entry.name() + " signal=" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          "interrupted while sending a signal: process=" + entry.name() + " signal=" + name, e);
    }
  }

  /** Waits for its end; returns false when it still lives after the time. */
  boolean awaitEnd(Duration time) {
    return waiting.until(time, LOOK_AGAIN, () -> !isAlive());
  }

  @Override
  public String toString() {
    return entry.name() + " pid=" + pid();
  }
}
