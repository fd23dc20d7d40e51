package io.tributary.bench;

/** Ends this process with the one that started it, should that one be killed. */
final class ParentWatch {
  private static final int ORPHANED = 143;

  private ParentWatch() {}

  static void install() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(ORPHANED));
            });
  }
}
