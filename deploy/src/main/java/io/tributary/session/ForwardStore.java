package io.tributary.session;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.store.BlockHeader;
import io.tributary.store.KeyedWeights;
import io.tributary.store.ModelStore;
import io.tributary.store.ReadStamp;
import java.util.Optional;

/**
 * A store whose blocks never go back. A job that goes on from its last checkpoint learns again what
 * came after it; until a block has as many examples as the one that is served, that one stays.
 */
final class ForwardStore implements ModelStore {
  private final ModelStore store;

  ForwardStore(ModelStore store) {
    this.store = store;
  }

  @Override
  public void write(BlockHeader header, float[] weights) {
    long served = store.header(header.block()).map(BlockHeader::examples).orElse(0L);
    if (header.examples() >= served) {
      store.write(header, weights);
    }
  }

  // It takes what has changed since the last write, so nothing may be left out.
  @Override
  public void write(BlockHeader header, KeyedWeights changes) {
    store.write(header, changes);
  }

  @Override
  public boolean isExact() {
    return store.isExact();
  }

  @Override
  public ReadStamp weights(long[] keys, int count, float[] out) {
    return store.weights(keys, count, out);
  }

  @Override
  public String checksum() {
    return store.checksum();
  }

  @Override
  public String model() {
    return store.model();
  }

  @Override
  public BlockLayout layout() {
    return store.layout();
  }

  @Override
  public Form form() {
    return store.form();
  }

  @Override
  public int blocks() {
    return store.blocks();
  }

  @Override
  public int rowWeights() {
    return store.rowWeights();
  }

  @Override
  public int blockWeights(int block) {
    return store.blockWeights(block);
  }

  @Override
  public Link link() {
    return store.link();
  }

  @Override
  public SchemaFingerprint features() {
    return store.features();
  }

  @Override
  public Optional<BlockHeader> header(int block) {
    return store.header(block);
  }

  @Override
  public Optional<BlockHeader> read(int block, float[] weights) {
    return store.read(block, weights);
  }

  @Override
  public float weight(int coordinate) {
    return store.weight(coordinate);
  }

  @Override
  public ReadStamp weights(int[] coordinates, int count, float[] out) {
    return store.weights(coordinates, count, out);
  }

  @Override
  public void close() {
    store.close();
  }
}
