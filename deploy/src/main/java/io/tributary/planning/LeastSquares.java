package io.tributary.planning;

/** Least squares with coefficients that are not negative, by projected coordinate descent. */
final class LeastSquares {
  private static final int MOST_SWEEPS = 200_000;
  private static final double SETTLED = 1e-13;

  private LeastSquares() {}

  /**
   * Returns the coefficients of the columns whose sum is nearest to one in every row.
   *
   * @param rows what each coefficient is multiplied with, divided by what was measured, so that
   *     errors are relative
   */
  static double[] fitOnes(double[][] rows, int columns) {
    double[] norms = new double[columns];
    double[][] gram = new double[columns][columns];
    double[] target = new double[columns];
    for (double[] row : rows) {
      for (int i = 0; i < columns; i++) {
        norms[i] += row[i] * row[i];
      }
    }
    // Terms differ by many orders of magnitude: without scales, the descent would crawl.
    for (double[] row : rows) {
      for (int i = 0; i < columns; i++) {
        double scaled = scaled(row[i], norms[i]);
        target[i] += scaled;
        for (int j = 0; j < columns; j++) {
          gram[i][j] += scaled * scaled(row[j], norms[j]);
        }
      }
    }
    double[] solution = descend(gram, target);
    for (int i = 0; i < columns; i++) {
      solution[i] = scaled(solution[i], norms[i]);
    }
    return solution;
  }

  /** Returns how far the sums of the rows are from one, squared and added. */
  static double squaredErrors(double[][] rows, double[] solution) {
    double errors = 0;
    for (double[] row : rows) {
      double rest = -1;
      for (int i = 0; i < solution.length; i++) {
        rest += row[i] * solution[i];
      }
      errors += rest * rest;
    }
    return errors;
  }

  private static double scaled(double value, double norm) {
    return norm > 0 ? value / Math.sqrt(norm) : 0;
  }

  private static double[] descend(double[][] gram, double[] target) {
    double[] solution = new double[target.length];
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double moved = 0;
      for (int i = 0; i < solution.length; i++) {
        if (gram[i][i] == 0) {
          continue;
        }
        double gradient = -target[i];
        for (int j = 0; j < solution.length; j++) {
          gradient += gram[i][j] * solution[j];
        }
        double next = Math.max(0, solution[i] - gradient / gram[i][i]);
        moved = Math.max(moved, Math.abs(next - solution[i]));
        solution[i] = next;
      }
      if (moved < SETTLED) {
        break;
      }
    }
    return solution;
  }
}
