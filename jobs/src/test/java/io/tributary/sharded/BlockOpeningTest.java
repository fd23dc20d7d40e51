package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a shard publishes of a block that is larger than one message. */
final class BlockOpeningTest {
  private static final BlockLayout LAYOUT = new BlockLayout(19, 2);
  private static final int WIDTH = 2;
  private static final long[] SESSIONS = {7};
  private static final long[] ROUNDS = {-1};

  private final float[] lanes = new float[LAYOUT.blockSize() * WIDTH];
  private final List<Opening> published = new ArrayList<>();
  private int seen;
  private int seenAtFirst = -1;

  private void open() {
    HeapRows rows = new HeapRows(lanes, WIDTH);
    Rows watched =
        new Rows() {
          @Override
          public void gather(int[] offsets, int size, float[] into) {
            rows.gather(offsets, size, into);
          }

          @Override
          public void scatter(int[] offsets, int size, float[] from) {
            rows.scatter(offsets, size, from);
          }

          @Override
          public void forEach(Visitor visitor) {
            seen = 0;
            rows.forEach(
                (offset, from, at) -> {
                  seen++;
                  visitor.row(offset, from, at);
                });
          }
        };
    ShardState state = new ShardState(1);
    ShardOutput out =
        new ShardOutput() {
          @Override
          public void toCombiner(CombinerMessage message) {}

          @Override
          public void publish(BlockMessage message) {
            seenAtFirst = published.isEmpty() ? seen : seenAtFirst;
            published.add((Opening) message);
          }

          @Override
          public void wakeAt(long timeMillis) {}
        };
    OffsetRows block = new OffsetRows(watched, state, LAYOUT.firstOf(1), WIDTH);
    ShardedConfig config = new ShardedConfig(LAYOUT, BatchSize.fixed(1), 0, 0, 0);
    new BlockPublisher(config, WIDTH, block, state, () -> 0, out).open(SESSIONS, ROUNDS, false);
  }

  @Test
  void goesOutPieceByPieceAsItIsRead() {
    int rows = 150_000;
    for (int row = 0; row < rows; row++) {
      lanes[row * WIDTH] = row + 1;
    }
    open();
    assertThat(published).hasSize(3).allMatch(one -> one.parts() == 3);
    assertThat(seenAtFirst).as("of all rows, read before anything went out").isLessThan(70_000);
    int next = 0;
    for (int part = 0; part < published.size(); part++) {
      assertThat(published.get(part).part()).isEqualTo(part);
      int[] offsets = published.get(part).values().offsets();
      for (int i = 0; i < offsets.length; i++) {
        assertThat(offsets[i]).isEqualTo(next++);
        assertThat(published.get(part).values().lanes()[i * WIDTH]).isEqualTo(next);
      }
    }
    assertThat(next).isEqualTo(rows);
  }

  @Test
  void ofAnEmptyBlockIsOneMessage() {
    open();
    assertThat(published).singleElement().matches(one -> one.parts() == 1 && one.part() == 0);
  }
}
