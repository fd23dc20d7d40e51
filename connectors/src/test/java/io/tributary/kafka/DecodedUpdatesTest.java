package io.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DecodedUpdatesTest {
  private final DecodedUpdates updates = new DecodedUpdates();

  private static Update update(long version, float value) {
    SparseValues values = new SparseValues(new int[] {3}, new float[] {value, 1});
    return new Update(0, 7, version, -1, version - 1, false, MergeProgress.NONE, values);
  }

  private static byte[] encode(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    return out.toByteArray();
  }

  @Test
  void decodesTheSameBytesOnce() throws IOException {
    BlockMessage first = updates.decode(encode(update(1, .5f)));
    assertThat(first).isEqualTo(update(1, .5f));
    assertThat(updates.decode(encode(update(1, .5f)))).isSameAs(first);
  }

  @Test
  void tellsMessagesApartThatDifferOnlyAtTheirEnd() throws IOException {
    assertThat(updates.decode(encode(update(1, .5f)))).isEqualTo(update(1, .5f));
    assertThat(updates.decode(encode(update(1, .25f)))).isEqualTo(update(1, .25f));
    for (int version = 1; version < 1000; version++) {
      assertThat(updates.decode(encode(update(version, 2)))).isEqualTo(update(version, 2));
    }
  }

  @Test
  void refusesWhatIsBroken() {
    for (byte[] broken : new byte[][] {{}, {9}, {1, 2, 0}}) {
      assertThatThrownBy(() -> updates.decode(broken))
          .isInstanceOf(IOException.class)
          .hasMessage("unreadable update: bytes=" + broken.length);
    }
  }
}
