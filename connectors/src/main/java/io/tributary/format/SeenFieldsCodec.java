package io.tributary.format;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of {@link SeenFields} between two tasks, never stored:
 *
 * <pre>
 * | records varint | seen | missing | others |
 *
 * each list | count varint | text * count |
 * </pre>
 */
public final class SeenFieldsCodec implements Codec<SeenFields> {
  /** The codec. */
  public static final SeenFieldsCodec INSTANCE = new SeenFieldsCodec();

  private SeenFieldsCodec() {}

  @Override
  public String name() {
    return "seen-fields";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(SeenFields value, ByteWriter out) {
    out.writeVarLong(value.records());
    write(value.seen(), out);
    write(value.missing(), out);
    write(value.others(), out);
  }

  private static void write(List<String> texts, ByteWriter out) {
    out.writeVarInt(texts.size());
    texts.forEach(out::writeString);
  }

  @Override
  public SeenFields decode(ByteReader in) {
    return new SeenFields(in.readVarLong(), readTexts(in), readTexts(in), readTexts(in));
  }

  private static List<String> readTexts(ByteReader in) {
    int count = in.readCount(1);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.readString());
    }
    return texts;
  }
}
