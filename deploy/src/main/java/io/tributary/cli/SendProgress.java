package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.sending.Sent;

/** How far sending is. */
record SendProgress(long sent, double seconds) implements ProgressPrinter.Progress {
  static SendProgress of(Sent sent) {
    return new SendProgress(sent.records(), sent.seconds());
  }

  @Override
  public String line() {
    return "sent " + Figures.count(sent, "record") + ", " + Figures.count(perSecond()) + "/s";
  }

  private long perSecond() {
    return seconds > 0 ? Math.round(sent / seconds) : 0;
  }

  @Override
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("final", false)
        .put("sent", sent)
        .put("seconds", seconds);
  }
}
