package io.tributary.cli;

import java.io.FilterOutputStream;

/** Standard output, which is not ours to close, and whose reader may have gone. */
final class PrintedBytes extends FilterOutputStream {
  private final Console console;

  PrintedBytes(Console console) {
    super(console.out());
    this.console = console;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    console.out().write(bytes, offset, length);
    console.requireReader();
  }

  @Override
  public void close() {
    console.requireReader();
  }
}
