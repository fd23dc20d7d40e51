package io.tributary.sharded.exact;

import io.tributary.merge.CodecContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ExactTableSnapshotCodecTest {
  @Test
  void snapshots() throws IOException {
    ExactTable table = new ExactTable(new ExactTableSpec(2, 2, 1000, 3, 5));
    check("empty", table.complete());
    table.advance(1_700_000_000_000L);
    long[] keys = {-1, 5, Long.MAX_VALUE, 70_000};
    table.see(keys, new int[] {2, 2, 3, 2}, 4, new float[8]);
    table.scatter(keys, 4, new float[] {1, -2, .5f, 0, 1e30f, -0f, 7, 7});
    check("complete", table.complete());
    table.advance(1_700_000_009_000L);
    table.see(new long[] {5}, new int[] {2}, 1, new float[2]);
    check("increment", table.increment());
  }

  private static void check(String name, ExactTableSnapshot snapshot) throws IOException {
    CodecContract.check(ExactTableSnapshotCodec.INSTANCE, name, snapshot);
  }
}
