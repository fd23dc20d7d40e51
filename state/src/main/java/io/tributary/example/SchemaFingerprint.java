package io.tributary.example;

import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All of a schema that decides which coordinates a record has and with which values, as a text of a
 * line each, and 64 bits of that text's hash. Weights that were learned with one fingerprint mean
 * nothing with another.
 *
 * <pre>
 * features 1
 * bits 22                            or "keys 64", where each feature has a row of its own
 * time "yyyy-MM-dd'T'HH:mm"           only where a feature reads times
 * fields "origin" "distance"          where vectors tell them apart: the features in their order
 * categorical "origin"                features, sorted
 * constant
 * cross (categorical "origin") (date-part hour "date")
 * date-part hour "date"
 * numeric log1p "price"
 * numeric raw "age"
 * numeric scale 0.001 "distance"
 * </pre>
 *
 * <p>Otherwise the order of features is left out, because it decides none of this; that of a
 * cross's parts is not. So are the label, the key, the event time and the weight. The number in the
 * first line changes when the same definitions come to mean other coordinates.
 */
public final class SchemaFingerprint {
  /** Of a model whose features nobody knows: it can't be scored with any. */
  public static final SchemaFingerprint NONE = new SchemaFingerprint("");

  private static final String HEAD = "features 1";
  private static final int SHOWN = 2;
  private static final int SHOWN_CHARACTERS = 60;

  private final String text;
  private final long value;

  private SchemaFingerprint(String text) {
    this.text = text;
    value = text.isEmpty() ? 0 : hash(text);
  }

  /** Returns the fingerprint of a schema. */
  public static SchemaFingerprint of(ExampleSchema schema) {
    List<String> lines =
        new ArrayList<>(List.of(HEAD, schema.keyed() ? "keys 64" : "bits " + schema.bits()));
    if (schema.features().stream().anyMatch(SchemaFingerprint::readsTime)) {
      lines.add("time " + quoted(schema.time().toString()));
    }
    if (schema.tellsFields()) {
      lines.add(
          schema.features().stream()
              .map(feature -> quoted(feature.name()))
              .collect(Collectors.joining(" ", "fields ", "")));
    }
    schema.features().stream().map(SchemaFingerprint::line).sorted().forEach(lines::add);
    return new SchemaFingerprint(String.join("\n", lines));
  }

  /** Returns the fingerprint whose {@link #text()} this is. */
  public static SchemaFingerprint ofText(String text) {
    return new SchemaFingerprint(text);
  }

  private static boolean readsTime(FeatureDefinition feature) {
    return feature instanceof Cross cross
        ? cross.of().stream().anyMatch(SchemaFingerprint::readsTime)
        : feature instanceof DatePart;
  }

  private static String line(FeatureDefinition feature) {
    if (feature instanceof Numeric numeric) {
      return "numeric " + transform(numeric.transform()) + " " + quoted(numeric.field());
    } else if (feature instanceof Categorical categorical) {
      return "categorical " + quoted(categorical.field());
    } else if (feature instanceof DatePart date) {
      return "date-part " + date.part().code() + " " + quoted(date.field());
    } else if (feature instanceof Cross cross) {
      return cross.of().stream()
          .map(part -> "(" + line(part) + ")")
          .collect(Collectors.joining(" ", "cross ", ""));
    } else if (feature instanceof Constant) {
      return "constant";
    }
    throw new IllegalStateException("feature of no known kind: name=" + feature.name());
  }

  private static String transform(Transform transform) {
    if (transform instanceof Transform.Scale scale) {
      return "scale " + scale.factor();
    } else if (transform instanceof Transform.Log1p) {
      return "log1p";
    } else if (transform instanceof Transform.Raw) {
      return "raw";
    }
    throw new IllegalStateException("transform of no known kind: transform=" + transform);
  }

  // A field's name can hold anything, also what would look like another line.
  private static String quoted(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static long hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns what it stands for, a line each; empty when that is not known. */
  public String text() {
    return text;
  }

  /** Returns the first 64 bits of the text's SHA-256, or 0 when there is no text. */
  public long value() {
    return value;
  }

  /** Returns what a message says of the two when others are wanted: both, and how they differ. */
  public String against(SchemaFingerprint wanted) {
    return "features="
        + this
        + " wanted="
        + wanted
        + " onlyStored="
        + without(wanted)
        + " onlyWanted="
        + wanted.without(this);
  }

  private String without(SchemaFingerprint other) {
    Set<String> own = new LinkedHashSet<>(text.lines().toList());
    own.removeAll(other.text.lines().toList());
    String shown =
        own.stream().limit(SHOWN).map(SchemaFingerprint::cut).collect(Collectors.joining(", "));
    return "[" + shown + (own.size() > SHOWN ? " and " + (own.size() - SHOWN) + " more" : "") + "]";
  }

  private static String cut(String line) {
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaFingerprint that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the value in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
