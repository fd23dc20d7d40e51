package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;

/**
 * Layout of a {@link LedgerEntry}:
 *
 * <pre>
 * | block varint | generation varint | version varint | examples varint | digest 8 |
 * </pre>
 */
public final class LedgerEntryCodec implements Codec<LedgerEntry> {
  /** The codec. */
  public static final LedgerEntryCodec INSTANCE = new LedgerEntryCodec();

  private LedgerEntryCodec() {}

  @Override
  public String name() {
    return "ledger-entry";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(LedgerEntry value, ByteWriter out) {
    out.writeVarInt(value.block());
    out.writeVarLong(value.generation());
    out.writeVarLong(value.version());
    out.writeVarLong(value.examples());
    out.writeLong(value.digest());
  }

  @Override
  public LedgerEntry decode(ByteReader in) {
    return new LedgerEntry(
        in.readVarInt(), in.readVarLong(), in.readVarLong(), in.readVarLong(), in.readLong());
  }
}
