package io.tributary.store;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.openhft.chronicle.algo.hashing.LongHashFunction;

/** What a store file says about its model; the weights of another one must not go into it. */
record StoreIdentity(String model, BlockLayout layout, Link link, long features, long form) {
  StoreIdentity {
    int length = model.getBytes(StandardCharsets.UTF_8).length;
    if (length > StoredBlockLayout.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "model name is too long: bytes="
              + length
              + " allowed="
              + StoredBlockLayout.MAX_NAME_BYTES);
    }
  }

  static StoreIdentity of(ModelSpec spec, SchemaFingerprint features) {
    return new StoreIdentity(
        spec.name(), spec.layout(), spec.link(), features.value(), formValue(spec.form()));
  }

  /** Returns 64 bits of a form's hash, or 0 for that of a linear model with one output. */
  static long formValue(Form form) {
    return form.equals(Form.linear())
        ? 0
        : LongHashFunction.xx_r39().hashBytes(form.text().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "model="
        + model
        + " bits="
        + layout.bits()
        + " blocks="
        + layout.blocks()
        + " link="
        + link
        + " features="
        + HexFormat.of().toHexDigits(features)
        + (form == 0 ? "" : " form=" + HexFormat.of().toHexDigits(form));
  }
}
