package io.tributary.cli;

import io.tributary.operations.InputReport;

/** Warns once of needed fields that no record has. */
final class FieldWarning {
  private final Console console;
  private final ProgressPrinter printer;
  private boolean shown;

  FieldWarning(Console console, ProgressPrinter printer) {
    this.console = console;
    this.printer = printer;
  }

  void show(InputReport input) {
    if (!shown) {
      input
          .warning()
          .ifPresent(
              text -> {
                shown = true;
                printer.end();
                console.note(text);
              });
    }
  }
}
