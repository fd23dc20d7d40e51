package io.tributary.training;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a block that may be larger than memory. The pages used last are in a cache, which
 * writes a changed page when it leaves the cache, and all of them for a checkpoint. Which pages the
 * store has is known without asking it: most of those of a young model were never written.
 */
final class PagedRows implements StoredRows {
  private static final float LOAD = 0.75f;

  private static final class Page {
    private final float[] lanes;
    private boolean changed;

    Page(float[] lanes) {
      this.lanes = lanes;
    }
  }

  private final PageStore store;
  private final int size;
  private final int width;
  private final int most;
  private final BitSet stored;
  private final Map<Integer, Page> cache = new LinkedHashMap<>(64, LOAD, true);

  /**
   * Creates the rows of a block.
   *
   * @param size rows of the block
   * @param width lanes of a row
   * @param most pages in the cache, at least one
   */
  PagedRows(PageStore store, int size, int width, int most) {
    this.store = store;
    this.size = size;
    this.width = width;
    this.most = most;
    stored = store.numbers();
  }

  @Override
  public void gather(int[] offsets, int count, float[] into) {
    int number = -1;
    float[] lanes = null;
    for (int i = 0; i < count; i++) {
      int page = offsets[i] / RowPage.ROWS;
      if (lanes == null || page != number) {
        number = page;
        lanes = page(page).lanes;
      }
      System.arraycopy(lanes, at(offsets[i]), into, i * width, width);
    }
  }

  @Override
  public void scatter(int[] offsets, int count, float[] from) {
    int number = -1;
    Page page = null;
    for (int i = 0; i < count; i++) {
      if (page == null || offsets[i] / RowPage.ROWS != number) {
        number = offsets[i] / RowPage.ROWS;
        page = page(number);
        page.changed = true;
      }
      System.arraycopy(from, i * width, page.lanes, at(offsets[i]), width);
    }
  }

  private int at(int offset) {
    return offset % RowPage.ROWS * width;
  }

  private Page page(int number) {
    Page page = cache.get(number);
    if (page == null) {
      page = new Page(read(number));
      cache.put(number, page);
      if (cache.size() > most) {
        evict();
      }
    }
    return page;
  }

  private float[] read(int number) {
    RowPage content = fromStore(number);
    int floats = Math.min(RowPage.ROWS, size - number * RowPage.ROWS) * width;
    if (content == null) {
      return new float[floats];
    }
    content.requireSize(floats);
    return content.lanes().clone();
  }

  private @Nullable RowPage fromStore(int number) {
    return stored.get(number) ? store.get(number) : null;
  }

  private void toStore(int number, float[] lanes) {
    store.put(number, new RowPage(lanes));
    stored.set(number);
  }

  private void evict() {
    // Never the newest, which somebody is about to use.
    Map.Entry<Integer, Page> oldest = cache.entrySet().iterator().next();
    Page page = oldest.getValue();
    int number = oldest.getKey();
    cache.remove(number);
    if (page.changed) {
      toStore(number, page.lanes);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int page = 0; page * RowPage.ROWS < size; page++) {
      float[] lanes = current(page);
      if (lanes != null) {
        visit(page, lanes, visitor);
      }
    }
  }

  /** Returns a page without making room for it: a look at all pages would empty the cache. */
  private float @Nullable [] current(int number) {
    Page cached = cache.get(number);
    if (cached != null) {
      return cached.lanes;
    }
    RowPage content = fromStore(number);
    return content == null ? null : content.lanes();
  }

  private void visit(int page, float[] lanes, Visitor visitor) {
    for (int at = 0; at < lanes.length; at += width) {
      if (!isZero(lanes, at)) {
        visitor.row(page * RowPage.ROWS + at / width, lanes, at);
      }
    }
  }

  private boolean isZero(float[] lanes, int at) {
    for (int lane = at; lane < at + width; lane++) {
      if (lanes[lane] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void flush() {
    cache.forEach(
        (number, page) -> {
          if (page.changed) {
            page.changed = false;
            toStore(number, page.lanes.clone());
          }
        });
  }
}
