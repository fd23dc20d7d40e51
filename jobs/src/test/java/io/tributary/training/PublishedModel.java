package io.tributary.training;

import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.LaneGroup;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The model as anybody can read it from the updates topic, and nothing but the topic: each block
 * from its newest opening on. Updates must follow each other without a gap, or it fails.
 */
final class PublishedModel {
  private final Block[] blocks;

  private PublishedModel(List<TableSpec> tables) {
    List<Block> all = new ArrayList<>();
    for (TableSpec table : tables) {
      for (int block = table.firstBlock(); block < table.endBlock(); block++) {
        all.add(new Block(table.blockLanes(), table.width()));
      }
    }
    blocks = all.toArray(Block[]::new);
  }

  /** One block of the model. */
  private static final class Block {
    private final float[] lanes;
    private final int width;
    private long generation = -1;
    private long version;
    private boolean ended;
    private MergeProgress progress = MergeProgress.NONE;

    Block(int size, int width) {
      lanes = new float[size];
      this.width = width;
    }
  }

  /**
   * Reads a topic from its beginning.
   *
   * @param width lanes per coordinate
   */
  static PublishedModel of(BlockLayout layout, int width, List<BlockMessage> topic) {
    TableSpec table =
        new TableSpec(
            TableSpec.SPARSE,
            0,
            layout,
            List.of(new LaneGroup(0, width, new OptimizerSpec.Sgd(1))),
            0);
    return of(List.of(table), topic);
  }

  /** Reads a topic of a model of such tables from its beginning. */
  static PublishedModel of(List<TableSpec> tables, List<BlockMessage> topic) {
    PublishedModel model = new PublishedModel(tables);
    topic.forEach(model::take);
    return model;
  }

  private void take(BlockMessage message) {
    Block block = blocks[message.block()];
    if (message.generation() < block.generation) {
      return;
    }
    if (message instanceof Opening opening) {
      if (opening.part() == 0) {
        Arrays.fill(block.lanes, 0);
      }
      block.generation = opening.generation();
      block.version = opening.version();
      block.ended = opening.ended();
      block.progress = opening.progress();
      install(opening.values(), block);
    } else if (message instanceof Update update && update.version() > block.version) {
      if (update.generation() != block.generation || update.version() != block.version + 1) {
        throw new AssertionError("update without what comes before it: " + update);
      }
      block.version = update.version();
      block.ended = update.ended();
      block.progress = update.progress();
      install(update.values(), block);
    }
  }

  private static void install(SparseValues values, Block block) {
    int width = block.width;
    float[] lanes = block.lanes;
    int[] offsets = values.offsets();
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(values.lanes(), i * width, lanes, offsets[i] * width, width);
    }
  }

  /** Returns the lanes of all blocks, to the bit. */
  List<int[]> bits() {
    return Arrays.stream(blocks)
        .map(
            block ->
                IntStream.range(0, block.lanes.length)
                    .map(i -> Float.floatToRawIntBits(block.lanes[i]))
                    .toArray())
        .toList();
  }

  /** Returns for each block the number of examples merged into it. */
  List<Long> examples() {
    return Arrays.stream(blocks).map(block -> block.progress.examples()).toList();
  }

  /** Returns whether each block says that all input has ended and is merged. */
  boolean ended() {
    return Arrays.stream(blocks).allMatch(block -> block.ended);
  }

  /** Returns the highest generation of any block. */
  long generation() {
    return Arrays.stream(blocks).mapToLong(block -> block.generation).max().orElseThrow();
  }
}
