package io.tributary.cli;

import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Network;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind.Exact;
import io.tributary.model.TableSpec;
import io.tributary.training.MemoryNeed;

/** What a model computes and how large it is, for people. */
final class ModelText {
  private ModelText() {}

  /** Returns the type of a model as pipeline files name it, with its sizes. */
  static String type(ModelSpec model) {
    Form form = model.form();
    String type = "linear";
    if (form instanceof Factors factors) {
      type = "fm" + factors(factors);
    } else if (form instanceof Network network) {
      type = "deepfm" + factors(network.factors()) + ", layers " + network.layers();
    }
    int lanes = model.sparse().width();
    return type
        + (form.outputs() == 1 ? "" : ", " + Figures.count(form.outputs()) + " classes")
        + ", "
        + lanes
        + (lanes == 1 ? " lane" : " lanes")
        + " a row";
  }

  private static String factors(Factors factors) {
    int without = factors.without().size();
    return " of rank "
        + factors.rank()
        + (without == 0 ? "" : " without " + without + (without == 1 ? " pair" : " pairs"))
        + ", factors "
        + factors.optimizer();
  }

  /** Returns how many weights a model has, and the memory that they and their lanes take. */
  static String size(ModelSpec model) {
    long weights = 0;
    for (TableSpec table : model.tables()) {
      weights += (long) table.weights() * model.mostRows(table);
    }
    return String.format(
        "%s, %s to serve, %s to train, in %d block%s",
        rows(model),
        megabytes(weights * Float.BYTES),
        megabytes(MemoryNeed.modelBytes(model)),
        model.blocks(),
        model.blocks() == 1 ? "" : "s");
  }

  private static String rows(ModelSpec model) {
    int ofRow = model.sparse().weights();
    String rows = ofRow == 1 ? "weights" : "rows of " + ofRow + " weights";
    return model.kind() instanceof Exact exact
        ? "up to " + Figures.count(exact.maxFeatures()) + " features with " + rows + " of their own"
        : "2^" + model.layout().bits() + " " + rows;
  }

  private static String megabytes(long bytes) {
    return bytes < 100_000 ? "less than 0.1 MB" : String.format("%.1f MB", bytes / 1e6);
  }
}
