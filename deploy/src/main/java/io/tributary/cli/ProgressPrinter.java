package io.tributary.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.sending.Sent;
import io.tributary.session.ProgressListener;
import io.tributary.session.TrainingProgress;
import io.tributary.session.TrainingReport;
import io.tributary.session.TrainingSample;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows how far a command is: one line rewritten, lines each few seconds, or JSON lines. */
final class ProgressPrinter implements ProgressListener {
  /** How progress shows. */
  enum Mode {
    /** A terminal: one line that is rewritten. */
    LIVE(200),
    /** A file or a pipe: a line each few seconds. */
    PLAIN(3000),
    /** A program: a JSON object each second. */
    JSON(1000);

    private final long nanos;

    Mode(long millis) {
      nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }

  /** Something whose progress shows. */
  interface Progress {
    /** Returns the line for people. */
    String line();

    /** Returns the object for programs. */
    ObjectNode json();
  }

  // A line wider than the terminal must be cut, not wrapped: only its last part would be rewritten.
  private static final String REWRITE = "\r\u001b[?7l";
  private static final String CUT = "\u001b[K\u001b[?7h";

  private final Console console;
  private final Mode mode;
  private final LongSupplier nanoTime;
  private long due;
  private boolean open;
  private String last = "";

  ProgressPrinter(Console console, Mode mode, LongSupplier nanoTime) {
    this.console = console;
    this.mode = mode;
    this.nanoTime = nanoTime;
    // A first line in a file or a pipe would say no more than that there is nothing yet.
    due = nanoTime.getAsLong() + (mode == Mode.PLAIN ? mode.nanos : 0);
  }

  static ProgressPrinter of(Console console, boolean json) {
    Mode mode = json ? Mode.JSON : console.terminal() ? Mode.LIVE : Mode.PLAIN;
    return new ProgressPrinter(console, mode, System::nanoTime);
  }

  /** Shows progress when it is time to; only then it is asked for. */
  void show(Supplier<? extends Progress> latest) {
    long now = nanoTime.getAsLong();
    if (now - due < 0) {
      return;
    }
    due = now + mode.nanos;
    Progress progress = latest.get();
    switch (mode) {
      case LIVE -> {
        console.out().print(REWRITE + progress.line() + CUT);
        open = true;
        console.requireReader();
      }
      case PLAIN -> {
        // A stream that pauses must not fill a log.
        if (!progress.line().equals(last)) {
          console.line(progress.line());
        }
        last = progress.line();
      }
      default -> console.line(progress.json().toString());
    }
  }

  @Override
  public void sending(Supplier<Sent> latest) {
    show(() -> SendProgress.of(latest.get()));
  }

  @Override
  public void training(Supplier<TrainingProgress> latest) {
    show(() -> new TrainingLine(latest.get()));
  }

  /** Shows a sample, each on a line of its own. */
  void sample(TrainingSample sample) {
    end();
    SampleLine shown = new SampleLine(sample);
    console.line(mode == Mode.JSON ? shown.json().toString() : shown.line());
  }

  /** Tells people, not programs, what is going on. */
  void say(String text) {
    if (mode != Mode.JSON) {
      end();
      console.line(text);
    }
  }

  /** Tells something that has happened: people apart from results, programs among them. */
  void tell(String fact, ObjectNode json) {
    end();
    if (mode == Mode.JSON) {
      console.line(json.put("final", false).put("fact", fact).toString());
    } else {
      console.note(fact);
    }
  }

  /** Tells programs of a result; people get it otherwise. */
  void object(ObjectNode result) {
    if (mode == Mode.JSON) {
      console.line(result.toString());
    }
  }

  /** Shows how it ended: a table for people, an object for programs. */
  void report(TrainingReport ended) {
    FinalReport report = new FinalReport(ended);
    end();
    if (mode == Mode.JSON) {
      console.line(report.json().toString());
    } else {
      report.table().forEach(console::line);
    }
  }

  /** Ends the line that is rewritten, so that something else can be printed. */
  void end() {
    if (open) {
      open = false;
      console.line("");
    }
  }
}
