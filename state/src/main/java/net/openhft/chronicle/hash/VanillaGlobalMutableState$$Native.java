package net.openhft.chronicle.hash;

import net.openhft.chronicle.bytes.BytesStore;

/**
 * Chronicle Map's record of a map's size, over the bytes at the start of its file.
 *
 * <p>Chronicle generates a class of this name and layout and compiles it with javac whenever a
 * process opens its first map, which takes three seconds and needs access to javac's internals. It
 * looks for the class on the class path first. This is that class. (Chronicle still insists that
 * the Java runtime has the module {@code jdk.compiler}, although it is never used.)
 *
 * <pre>
 * | allocated extra tier bulks 3 | first free tier index 5 | extra tiers in use 5
 * | segment headers offset 4 | data store size 8 |
 * </pre>
 */
@SuppressWarnings({"checkstyle:TypeName", "rawtypes"})
public class VanillaGlobalMutableState$$Native implements VanillaGlobalMutableState {
  private static final int SIZE = 25;

  private static final int BULKS = 0;
  private static final int FREE_TIER = 3;
  private static final int TIERS = 8;
  private static final int HEADERS = 13;
  private static final int STORE_SIZE = 17;

  private static final int MAX_24 = (1 << 24) - 1;
  private static final long MAX_40 = (1L << 40) - 1;
  private static final long MAX_32 = (1L << 32) - 1;

  private BytesStore store;
  private long offset;

  @Override
  public int getAllocatedExtraTierBulks() {
    return store.readInt(offset + BULKS) & MAX_24;
  }

  @Override
  public void setAllocatedExtraTierBulks(int value) {
    requireRange("allocatedExtraTierBulks", value, MAX_24);
    int others = store.readInt(offset + BULKS) & ~MAX_24;
    store.writeInt(offset + BULKS, others | value);
  }

  @Override
  public long getFirstFreeTierIndex() {
    return store.readLong(offset + FREE_TIER) & MAX_40;
  }

  @Override
  public void setFirstFreeTierIndex(long value) {
    requireRange("firstFreeTierIndex", value, MAX_40);
    write40(FREE_TIER, value);
  }

  @Override
  public long getExtraTiersInUse() {
    return store.readLong(offset + TIERS) & MAX_40;
  }

  @Override
  public void setExtraTiersInUse(long value) {
    requireRange("extraTiersInUse", value, MAX_40);
    write40(TIERS, value);
  }

  private void write40(int at, long value) {
    long others = store.readLong(offset + at) & ~MAX_40;
    store.writeLong(offset + at, others | value);
  }

  @Override
  public long getSegmentHeadersOffset() {
    return store.readInt(offset + HEADERS) & MAX_32;
  }

  @Override
  public void setSegmentHeadersOffset(long value) {
    requireRange("segmentHeadersOffset", value, MAX_32);
    store.writeInt(offset + HEADERS, (int) value);
  }

  @Override
  public long getDataStoreSize() {
    return store.readLong(offset + STORE_SIZE);
  }

  @Override
  public void setDataStoreSize(long value) {
    requireRange("dataStoreSize", value, Long.MAX_VALUE);
    store.writeLong(offset + STORE_SIZE, value);
  }

  @Override
  public long addDataStoreSize(long addition) {
    long size = getDataStoreSize() + addition;
    setDataStoreSize(size);
    return size;
  }

  private static void requireRange(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          name + " out of range: value=" + value + " allowed=0.." + max);
    }
  }

  @Override
  public void bytesStore(BytesStore bytesStore, long newOffset, long length) {
    if (length != SIZE || newOffset + length > bytesStore.capacity()) {
      throw new IllegalArgumentException(
          "not the bytes of a map's state: length=" + length + " expected=" + SIZE);
    }
    store = bytesStore;
    offset = newOffset;
  }

  @Override
  public BytesStore bytesStore() {
    return store;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long maxSize() {
    return SIZE;
  }
}
