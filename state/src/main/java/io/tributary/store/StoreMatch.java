package io.tributary.store;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;
import java.nio.file.Path;

/**
 * What a store holds, to be compared with what somebody wants to write into it.
 *
 * @param file the store's
 * @param identity of the stored model
 * @param form what it computes
 * @param features its features
 */
record StoreMatch(Path file, StoreIdentity identity, Form form, SchemaFingerprint features) {
  /**
   * Refuses to go on with the weights of another model.
   *
   * @throws WrongStoreException when they are
   */
  void require(ModelSpec spec, SchemaFingerprint wanted) {
    StoreIdentity expected = StoreIdentity.of(spec, wanted);
    if (identity.equals(expected)) {
      return;
    }
    StoreIdentity withItsFeatures =
        new StoreIdentity(
            spec.name(), spec.layout(), spec.link(), identity.features(), expected.form());
    String difference =
        identity.equals(withItsFeatures)
            ? "other features: file=" + file + " " + features.against(wanted)
            : "another model: file="
                + file
                + " "
                + told(identity, form, spec.form())
                + "; wanted: "
                + told(expected, spec.form(), form);
    throw new WrongStoreException(
        "model store belongs to "
            + difference
            + "; choose another export.store, or delete the file");
  }

  /** Returns a model, with what it computes where that is the difference. */
  private static String told(StoreIdentity of, Form form, Form other) {
    return of + (form.text().equals(other.text()) ? "" : " (" + form.text() + ")");
  }
}
