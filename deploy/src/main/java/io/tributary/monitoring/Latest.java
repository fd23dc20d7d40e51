package io.tributary.monitoring;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last of something that must not be asked for by several, because each answer starts anew, as
 * the freshness of late does. One thread offers it; any thread reads.
 */
public final class Latest<T> {
  private static final long SPACING = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private long due;
  private volatile @Nullable T value;

  /** Creates one that has nothing yet. */
  public Latest(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    due = nanoTime.getAsLong();
  }

  /** Takes how it is found out, and returns the same for others; it is asked once a second. */
  public Supplier<T> offer(Supplier<? extends T> source) {
    long now = nanoTime.getAsLong();
    T known = value;
    if (known == null || now - due >= 0) {
      due = now + SPACING;
      known = source.get();
      value = known;
    }
    T answer = known;
    return () -> answer;
  }

  /** Returns the last one, or null before the first. */
  public @Nullable T get() {
    return value;
  }
}
