package io.tributary.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of what a model has learned: SHA-256 over each block's example count and weights. */
final class ModelDigest {
  private ModelDigest() {}

  static String of(ModelStore store) {
    MessageDigest digest = sha256();
    for (int block = 0; block < store.blocks(); block++) {
      float[] weights = new float[store.blockWeights(block)];
      long examples = store.read(block, weights).map(BlockHeader::examples).orElse(0L);
      ByteBuffer bytes =
          ByteBuffer.allocate(Long.BYTES + Float.BYTES * weights.length)
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(0, examples);
      bytes
          .slice(Long.BYTES, Float.BYTES * weights.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(weights);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
