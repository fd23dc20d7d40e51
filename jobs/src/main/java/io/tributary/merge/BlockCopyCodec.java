package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Layout of a {@link BlockCopy}, one entry of broadcast state:
 *
 * <pre>
 * | block varint | baseVersion varint | lanes | n varint | update * n | m varint | opening * m |
 * </pre>
 */
public final class BlockCopyCodec implements Codec<BlockCopy> {
  /** The codec. */
  public static final BlockCopyCodec INSTANCE = new BlockCopyCodec();

  private BlockCopyCodec() {}

  @Override
  public String name() {
    return "block-copy";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(BlockCopy value, ByteWriter out) {
    out.writeVarInt(value.block);
    out.writeVarLong(value.baseVersion);
    LanesLayout.write(value.lanes, out);
    writeMessages(value.recent, out);
    writeMessages(value.staged, out);
  }

  @Override
  public BlockCopy decode(ByteReader in) {
    int block = in.readVarInt();
    long baseVersion = in.readVarLong();
    float[] lanes = LanesLayout.read(in);
    List<Update> recent = readMessages(in, Update.class);
    return new BlockCopy(block, lanes, baseVersion, recent, readMessages(in, Opening.class));
  }

  static void writeMessages(Collection<? extends BlockMessage> messages, ByteWriter out) {
    out.writeVarInt(messages.size());
    for (BlockMessage message : messages) {
      BlockMessageCodec.INSTANCE.encode(message, out);
    }
  }

  static <T extends BlockMessage> List<T> readMessages(ByteReader in, Class<T> type) {
    int count = in.readCount(4);
    List<T> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      BlockMessage message = BlockMessageCodec.INSTANCE.decode(in);
      if (!type.isInstance(message)) {
        throw new CorruptDataException(
            "unexpected block message: kind="
                + message.getClass().getSimpleName()
                + " allowed="
                + type.getSimpleName());
      }
      messages.add(type.cast(message));
    }
    return messages;
  }
}
