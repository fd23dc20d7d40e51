package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.ProgressPrinter.Mode;
import io.tributary.learner.MetricsKind;
import io.tributary.session.TrainingProgress;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressPrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long now;

  private ProgressPrinter printer(Mode mode) {
    return new ProgressPrinter(console(CommandRun.print(out)), mode, () -> now);
  }

  private static Console console(PrintStream out) {
    return new Console(InputStream.nullInputStream(), out, out, false, Map.of(), Waiting.system());
  }

  private void showEach(ProgressPrinter printer, int millis, int times) {
    for (int i = 0; i < times; i++) {
      SendProgress progress = new SendProgress(i, 1);
      printer.show(() -> progress);
      now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).replace("\u001b", "<esc>");
  }

  @Test
  void rewritesOneLineOnTerminals() {
    ProgressPrinter printer = printer(Mode.LIVE);
    showEach(printer, 100, 4);
    printer.say("done");
    assertThat(printed())
        .isEqualTo(
            "\r<esc>[?7lsent 0 records, 0/s<esc>[K<esc>[?7h"
                + "\r<esc>[?7lsent 2 records, 2/s<esc>[K<esc>[?7h\n"
                + "done\n");
  }

  @Test
  void printsLinesEachFewSecondsInPipes() {
    ProgressPrinter printer = printer(Mode.PLAIN);
    showEach(printer, 1000, 5);
    printer.end();
    assertThat(printed()).isEqualTo("sent 3 records, 3/s\n");
  }

  @Test
  void printsObjectsForPrograms() {
    ProgressPrinter printer = printer(Mode.JSON);
    showEach(printer, 500, 3);
    printer.say("not for programs");
    assertThat(printed())
        .isEqualTo(
            """
            {"final":false,"sent":0,"seconds":1.0}
            {"final":false,"sent":2,"seconds":1.0}
            """);
  }

  @Test
  void endsWhenNobodyReads() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    Console console = console(new PrintStream(closed, false, StandardCharsets.UTF_8));
    ProgressPrinter printer = new ProgressPrinter(console, Mode.LIVE, () -> now);
    assertThatThrownBy(() -> printer.show(() -> new SendProgress(1, 1)))
        .isInstanceOf(OutputClosedException.class);
  }

  @Test
  void oneIsNotMany() {
    assertThat(new SendProgress(1, 2).line()).isEqualTo("sent 1 record, 1/s");
    assertThat(new SendProgress(0, 2).line()).isEqualTo("sent 0 records, 0/s");
    assertThat(new WriteProgress(1, 1).line()).isEqualTo("wrote 1 row, 1/s");
    double unknown = Double.NaN;
    TrainingProgress one =
        new TrainingProgress(1, 1, 0, unknown, MetricsKind.REAL, 2, 2, unknown, 1, unknown, 1);
    assertThat(new TrainingLine(one).line()).startsWith("1 example  rmse 2.0000");
    TrainingProgress counts =
        new TrainingProgress(5, 1, 0, unknown, MetricsKind.CLASSES, .5, .25, .75, 1, unknown, 1);
    assertThat(new TrainingLine(counts).line())
        .isEqualTo("5 examples  log-loss 0.5000 (lately 0.2500)  accuracy 0.7500  version 1");
    assertThat(new TrainingLine(counts).json().toString())
        .contains("\"logLoss\":0.5,\"windowLogLoss\":0.25,\"accuracy\":0.75");
  }
}
