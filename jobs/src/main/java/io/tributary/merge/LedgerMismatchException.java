package io.tributary.merge;

import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.VersionDigests;
import java.util.HexFormat;

/**
 * In a checkpoint a replica had installed other updates than those that its masters had merged, or
 * the two are of different checkpoints. Restoring it again ends in the same way.
 */
public final class LedgerMismatchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LedgerMismatchException(LedgerEntry entry, Opening opening) {
    super(
        "replica's ledger differs from what the master opens: block="
            + entry.block()
            + " version="
            + entry.version()
            + " replicaDigest="
            + HexFormat.of().toHexDigits(entry.digest())
            + " masterDigest="
            + masterDigest(entry, opening.digests())
            + " replicaExamples="
            + entry.examples()
            + " replicaGeneration="
            + entry.generation()
            + " masterExamples="
            + opening.progress().examples()
            + " masterVersions="
            + opening.version()
            + ".."
            + opening.digests().newest());
  }

  private static String masterDigest(LedgerEntry entry, VersionDigests digests) {
    return digests.knows(entry.version())
        ? HexFormat.of().toHexDigits(digests.at(entry.version()))
        : "none";
  }
}
