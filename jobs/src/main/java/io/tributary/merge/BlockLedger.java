package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.LedgerSummary.Milestone;
import io.tributary.model.BlockDigest;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.VersionDigests;
import java.util.Arrays;

/** What a replica has installed of one block, on record: how far, and by which updates. */
final class BlockLedger {
  private static final long UNKNOWN = -1;

  private long version;
  private long examples;
  private long alignedTime = Example.NO_TIME;
  private long digest = BlockDigest.START;

  /** The last versions that are a milestone, a milestone's spacing each, and their digests. */
  private final long[] markedVersions = new long[Milestone.SPACINGS];

  private final long[] markedDigests = new long[Milestone.SPACINGS];

  /** Returns the version that is installed. */
  long version() {
    return version;
  }

  /** Returns how many examples it has merged. */
  long examples() {
    return examples;
  }

  /** Returns the event time to which it says that all replicas have come. */
  long alignedTime() {
    return alignedTime;
  }

  /** Returns its digest. */
  long digest() {
    return digest;
  }

  /** Notes the next update. */
  void install(Update update) {
    version++;
    examples = update.progress().examples();
    alignedTime = update.progress().alignedTime();
    digest = BlockDigest.next(digest, update.checksum());
    for (int i = 0; i < Milestone.SPACINGS && Milestone.last(version, i) == version; i++) {
      markedVersions[i] = version;
      markedDigests[i] = digest;
    }
  }

  /** Notes a whole content, and what its master says of how it came to be. */
  void adopt(Opening opening) {
    VersionDigests known = opening.digests();
    version = opening.version();
    examples = opening.progress().examples();
    alignedTime = opening.progress().alignedTime();
    digest = known.at(version);
    Arrays.fill(markedVersions, UNKNOWN);
    for (int i = 0; i < Milestone.SPACINGS; i++) {
      long marked = Milestone.last(version, i);
      if (known.knows(marked)) {
        markedVersions[i] = marked;
        markedDigests[i] = known.at(marked);
      }
    }
  }

  /** Returns the last version that was a milestone, or a negative one when it is not known. */
  Milestone milestone(int spacing) {
    return new Milestone(markedVersions[spacing], markedDigests[spacing]);
  }
}
