package io.tributary.learner;

/** The sums are the margins. */
final class LinearHead implements Head {
  private final int outputs;

  LinearHead(int outputs) {
    this.outputs = outputs;
  }

  @Override
  public int sums() {
    return outputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void margins(double[] sums, double[] margins) {
    System.arraycopy(sums, 0, margins, 0, outputs);
  }

  @Override
  public void slopes(double[] sums, double[] gradients, double[] slopes) {
    System.arraycopy(gradients, 0, slopes, 0, outputs);
  }
}
