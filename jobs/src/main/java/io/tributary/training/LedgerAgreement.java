package io.tributary.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.LedgerSummary.Milestone;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the replicas have installed the same updates, as far as their reports tell. They report
 * at different times and so at different versions, but each names some versions that it passed: the
 * newest one that all name shows whether they agreed there, and so before.
 *
 * @param version the least version that is installed
 * @param compared entries that the masters confirmed when the job was restored
 * @param uncompared entries of versions that the masters did not know any more
 * @param commonVersion the newest version that all replicas name, if there is one
 * @param digests the digest of each replica at that version
 */
record LedgerAgreement(
    long version,
    long compared,
    long uncompared,
    OptionalLong commonVersion,
    Map<Integer, Long> digests) {

  /** Compares what all replicas report. */
  static LedgerAgreement of(Collection<ReplicaReport> reports) {
    long least = Long.MAX_VALUE;
    long compared = 0;
    long uncompared = 0;
    for (ReplicaReport report : reports) {
      least = Math.min(least, report.ledger().version());
      compared += report.ledger().compared();
      uncompared += report.ledger().uncompared();
    }
    OptionalLong common = common(reports);
    Map<Integer, Long> digests = new TreeMap<>();
    common.ifPresent(
        version ->
            reports.forEach(
                report -> digests.put(report.replica(), digestAt(version, report.ledger()))));
    return new LedgerAgreement(
        reports.isEmpty() ? 0 : least, compared, uncompared, common, digests);
  }

  private static OptionalLong common(Collection<ReplicaReport> reports) {
    Set<Long> versions = new HashSet<>();
    boolean first = true;
    for (ReplicaReport report : reports) {
      Set<Long> named = new HashSet<>();
      report.ledger().milestones().forEach(milestone -> named.add(milestone.version()));
      if (first) {
        versions.addAll(named);
      } else {
        versions.retainAll(named);
      }
      first = false;
    }
    return versions.stream().mapToLong(Long::longValue).max();
  }

  private static long digestAt(long version, LedgerSummary ledger) {
    return ledger.milestones().stream()
        .filter(milestone -> milestone.version() == version)
        .mapToLong(Milestone::digest)
        .findFirst()
        .orElseThrow();
  }

  /** Returns false when two replicas have come to one version by different updates. */
  boolean agree() {
    return new HashSet<>(digests.values()).size() <= 1;
  }

  /** Adds it to a progress record. */
  void write(ObjectNode json) {
    ObjectNode ledger = json.putObject("ledger");
    ledger.put("version", version);
    ledger.put("compared", compared);
    ledger.put("uncompared", uncompared);
    boolean agreed = commonVersion.isPresent() && agree();
    ledger.put("agreedVersion", agreed ? (Long) commonVersion.getAsLong() : null);
    ledger.put("agreedDigest", agreed ? hex(digests.values().iterator().next()) : null);
    ledger.put("disagree", !agree());
    if (!agree()) {
      ledger.put("disagreeVersion", commonVersion.getAsLong());
      ObjectNode all = ledger.putObject("digests");
      digests.forEach((replica, digest) -> all.put(replica.toString(), hex(digest)));
    }
  }

  private static String hex(long digest) {
    return HexFormat.of().toHexDigits(digest);
  }

  @Override
  public String toString() {
    Map<Integer, String> all = new TreeMap<>();
    digests.forEach((replica, digest) -> all.put(replica, hex(digest)));
    return "version=" + commonVersion.orElse(-1) + " digests=" + all;
  }
}
