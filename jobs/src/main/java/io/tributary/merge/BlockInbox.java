package io.tributary.merge;

import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.TableSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica has received of one block and not installed in its view yet: updates, in order,
 * and perhaps a whole content that replaces all before. Updates wait because a replica that is a
 * round behind still learns on the older version.
 */
final class BlockInbox {
  final int block;
  private final int lanesOfBlock;
  private final Deque<Update> recent = new ArrayDeque<>();
  private final List<Opening> staged = new ArrayList<>();

  /** Of the content, or of what the view holds when there is none. */
  private final BlockLedger ledger = new BlockLedger();

  private float @Nullable [] content;

  /** Creates the inbox of a block that nobody has updated yet, at version 0. */
  BlockInbox(int block, int lanesOfBlock) {
    this.block = block;
    this.lanesOfBlock = lanesOfBlock;
  }

  /** Returns the inboxes of all blocks of all tables. */
  static BlockInbox[] all(List<TableSpec> tables) {
    BlockInbox[] inboxes = new BlockInbox[tables.get(tables.size() - 1).endBlock()];
    for (TableSpec table : tables) {
      for (int block = table.firstBlock(); block < table.endBlock(); block++) {
        inboxes[block] = new BlockInbox(block, table.blockLanes());
      }
    }
    return inboxes;
  }

  /** Returns the newest version received. */
  long version() {
    return ledger.version() + recent.size();
  }

  /** Returns the version that the view holds, or that of the content that it has yet to install. */
  long baseVersion() {
    return ledger.version();
  }

  /** Returns how many examples the base version has merged. */
  long baseExamples() {
    return ledger.examples();
  }

  /** Returns the event time to which all replicas had come that the base version has merged. */
  long alignedTime() {
    return ledger.alignedTime();
  }

  /** Returns the record of the base version. */
  BlockLedger ledger() {
    return ledger;
  }

  /** Adds the next update. */
  void append(Update update) {
    if (update.version() != version() + 1) {
      throw new IllegalStateException(
          "update out of order: block="
              + block
              + " version="
              + update.version()
              + " expected="
              + (version() + 1));
    }
    recent.addLast(update);
  }

  /** Returns the update that leads to a version, or null when it has not come; it is gone then. */
  @Nullable Update pollUpTo(long version) {
    if (recent.isEmpty() || recent.getFirst().version() > version) {
      return null;
    }
    Update next = recent.removeFirst();
    ledger.install(next);
    return next;
  }

  /** Keeps a part of an opening; true when all parts are there. */
  boolean stage(Opening part) {
    if (!staged.isEmpty() && staged.get(0).generation() != part.generation()) {
      staged.clear();
    }
    if (part.part() == staged.size()) {
      staged.add(part);
    }
    return staged.size() == part.parts();
  }

  /** Returns true while some parts of an opening are there and others are not. */
  boolean isStaging() {
    return !staged.isEmpty();
  }

  /** Forgets the staged opening: its content is not needed. */
  void dropStaged() {
    staged.clear();
  }

  /** Takes the staged opening for the whole content. */
  void adoptStaged() {
    float[] lanes = new float[lanesOfBlock];
    recent.clear();
    for (Opening part : staged) {
      part.values().copyTo(lanes, 0);
    }
    ledger.adopt(staged.get(0));
    content = lanes;
    staged.clear();
  }

  /** Returns true when there is a whole content that the view does not hold yet. */
  boolean hasContent() {
    return content != null;
  }

  /**
   * Writes the content and the updates up to a version, which are then gone; a content that is
   * itself of a later version stays, because the view does not count as being there yet.
   */
  void install(long version, float[] lanes, int first) {
    if (content != null) {
      System.arraycopy(content, 0, lanes, first, content.length);
    }
    Update next = pollUpTo(version);
    while (next != null) {
      next.values().copyTo(lanes, first);
      next = pollUpTo(version);
    }
    if (ledger.version() <= version) {
      content = null;
    }
  }
}
