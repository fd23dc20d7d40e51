package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.example.Example;
import io.tributary.merge.BlockMasterState.Versioned;
import io.tributary.model.BlockMessage.Update;

/**
 * Layout of a {@link BlockMasterState}:
 *
 * <pre>
 * | block varint | lanes | generation varint | version varint | progress | digests
 * | replicas varint
 * | { mergedRound signed varint | finished 1 | n varint | delta * n } * replicas
 * | n varint | update * n | { lane 4 * lanes of the update | alignedBefore 8, from version 2 on } * n
 * | n varint | { version varint | delta } * n
 * | frontier 8 * replicas, from version 2 on |
 * </pre>
 */
public final class BlockMasterStateCodec implements Codec<BlockMasterState> {
  /** The codec. */
  public static final BlockMasterStateCodec INSTANCE = new BlockMasterStateCodec();

  private static final int OLDEST = 1;

  private BlockMasterStateCodec() {}

  @Override
  public String name() {
    return "block-master-state";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public int oldestReadable() {
    return OLDEST;
  }

  @Override
  public void encode(BlockMasterState value, ByteWriter out) {
    out.writeVarInt(value.block);
    LanesLayout.write(value.lanes(), out);
    out.writeVarLong(value.generation);
    out.writeVarLong(value.version);
    BlockMessageCodec.writeProgress(value.progress, out);
    BlockMessageCodec.writeDigests(value.digests, out);
    out.writeVarInt(value.pending.size());
    for (int replica = 0; replica < value.pending.size(); replica++) {
      out.writeSignedVarLong(value.mergedRounds[replica]);
      out.writeBoolean(value.finished[replica]);
      ReplicaMessageCodec.writeDeltas(value.pending(replica), out);
    }
    BlockMessageCodec.writeUpdates(value.history.stream().map(MergedRound::update).toList(), out);
    for (MergedRound round : value.history) {
      out.writeFloats(round.before(), 0, round.before().length);
      out.writeLong(round.alignedBefore());
    }
    out.writeVarInt(value.recent.size());
    for (Versioned merged : value.recent) {
      out.writeVarLong(merged.version());
      ReplicaMessageCodec.INSTANCE.encode(merged.delta(), out);
    }
    for (long frontier : value.frontiers) {
      out.writeLong(frontier);
    }
  }

  private static float[] readBefore(Update update, ByteReader in) {
    float[] before = new float[update.values().lanes().length];
    in.readFloats(before, 0, before.length);
    return before;
  }

  @Override
  public BlockMasterState decode(ByteReader in) {
    return decode(in, version());
  }

  @Override
  public BlockMasterState decode(ByteReader in, int version) {
    BlockMasterState state = new BlockMasterState(in.readVarInt(), LanesLayout.read(in));
    state.generation = in.readVarLong();
    state.version = in.readVarLong();
    state.progress = BlockMessageCodec.readProgress(in, version);
    state.digests = BlockMessageCodec.readDigests(in);
    state.resize(in.readCount(3));
    for (int replica = 0; replica < state.pending.size(); replica++) {
      state.mergedRounds[replica] = in.readSignedVarLong();
      state.finished[replica] = in.readBoolean();
      state.pending(replica).addAll(ReplicaMessageCodec.readDeltas(in));
    }
    for (Update update : BlockMessageCodec.readUpdates(in)) {
      float[] before = readBefore(update, in);
      long alignedBefore = version > OLDEST ? in.readLong() : Example.NO_TIME;
      state.history.addLast(new MergedRound(update, before, alignedBefore));
    }
    int recent = in.readCount(4);
    for (int i = 0; i < recent; i++) {
      state.recent.addLast(new Versioned(in.readVarLong(), ReplicaMessageCodec.readDelta(in)));
    }
    for (int replica = 0; version > OLDEST && replica < state.frontiers.length; replica++) {
      state.frontiers[replica] = in.readLong();
    }
    return state;
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  @Override
  public BlockMasterState copy(BlockMasterState value) {
    return value.copy();
  }
}
