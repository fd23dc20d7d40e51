package io.tributary.model;

/**
 * What the values of a model look like: with another shape they mean something else.
 *
 * @param bits logarithm of the number of coordinates
 * @param blocks number of blocks
 * @param lanes lanes per coordinate
 */
public record ModelShape(int bits, int blocks, int lanes) {
  /** Returns the shape of a model. */
  public static ModelShape of(BlockLayout layout, int lanes) {
    return new ModelShape(layout.bits(), layout.blocks(), lanes);
  }

  @Override
  public String toString() {
    return "bits=" + bits + " blocks=" + blocks + " lanes=" + lanes;
  }
}
