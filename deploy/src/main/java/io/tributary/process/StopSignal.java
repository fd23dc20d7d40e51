package io.tributary.process;

import io.tributary.failure.CommandFailedException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and the wish to terminate, as a question to ask. Without it the virtual machine would end
 * at once, and its shutdown hooks would pull files away from under a job that is still stopping.
 */
public final class StopSignal {
  private static final int TERMINATED = 130;

  private boolean interruptible = true;
  private volatile boolean requested;
  private volatile @Nullable Thread waiting;

  /** Creates a signal that never comes by itself. */
  public StopSignal() {}

  /** Returns a signal that comes with the first of SIGINT and SIGTERM; the second ends all. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    stop.handle("TERM");
    stop.interruptible = stop.handle("INT");
    return stop;
  }

  // By reflection, because javac warns of any other use of this type, and nothing supported is in
  // its place.
  private boolean handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  request();
                }
                return null;
              });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return before != handler.getField("SIG_IGN").get(null);
    } catch (ReflectiveOperationException e) {
      // Then Ctrl-C ends the process at once, as it does everywhere else.
      return true;
    }
  }

  /**
   * Returns what a person can do to stop this process. A script has what it starts in the
   * background ignore Ctrl-C, which is for what is in the foreground.
   */
  public String remedy() {
    return interruptible ? "Ctrl-C stops" : "kill " + ProcessHandle.current().pid() + " stops";
  }

  /** Asks to stop. */
  public void request() {
    if (requested) {
      Runtime.getRuntime().halt(TERMINATED);
    }
    requested = true;
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Lets the signal interrupt a thread that may wait for long, and must hear of it. */
  public void interrupts(Thread thread) {
    waiting = thread;
  }

  /** Returns true once somebody has asked to stop. */
  public boolean isRequested() {
    return requested;
  }

  /** Ends a command that has nothing to show when it is stopped early. */
  public void throwIfRequested() {
    if (requested) {
      throw new CommandFailedException("stopped before the end");
    }
  }
}
