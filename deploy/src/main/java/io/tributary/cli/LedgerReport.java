package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/**
 * What a progress record says of the replicas' ledgers: whether all have installed the same.
 *
 * @param ledger that part of the record, or a missing node
 */
record LedgerReport(JsonNode ledger) {
  static final String NAME = "ledger";

  static LedgerReport of(JsonNode progress) {
    return new LedgerReport(progress.path(NAME));
  }

  JsonNode json() {
    return ledger.isMissingNode() ? JsonNodeFactory.instance.nullNode() : ledger;
  }

  /** Returns a line for people. */
  Optional<String> text() {
    if (!ledger.isObject()) {
      return Optional.empty();
    }
    return Optional.of(now() + "; " + restored());
  }

  private String now() {
    if (ledger.path("disagree").asBoolean()) {
      return "REPLICAS DISAGREE at version "
          + Figures.count(ledger.path("disagreeVersion").asLong())
          + " "
          + ledger.path("digests");
    }
    String installed = "version " + Figures.count(ledger.path("version").asLong());
    return ledger.path("agreedVersion").isNumber()
        ? installed
            + ", all agree at "
            + Figures.count(ledger.path("agreedVersion").asLong())
            + " ("
            + ledger.path("agreedDigest").asText()
            + ")"
        : installed;
  }

  private String restored() {
    long compared = ledger.path("compared").asLong();
    long uncompared = ledger.path("uncompared").asLong();
    if (compared + uncompared == 0) {
      return "nothing restored yet";
    }
    return Figures.count(compared)
        + " copies of blocks compared with the masters on restore, all agree"
        + (uncompared > 0 ? ", " + Figures.count(uncompared) + " too old to compare" : "");
  }
}
