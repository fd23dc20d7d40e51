package io.tributary.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * All codecs by their names, which is how savepoints refer to them: classes may move, names stay.
 */
public final class Codecs {
  private static final Map<String, Codec<?>> ALL = load();

  private Codecs() {}

  private static Map<String, Codec<?>> load() {
    // Codecs come in the jar that this class comes in, whichever loader a thread has.
    return byName(
        ServiceLoader.load(CodecSource.class, Codecs.class.getClassLoader()).stream()
            .flatMap(source -> source.get().codecs().stream())
            .toList());
  }

  /**
   * Returns codecs by their names.
   *
   * @throws IllegalStateException when two have one name
   */
  static Map<String, Codec<?>> byName(List<Codec<?>> codecs) {
    Map<String, Codec<?>> byName = new HashMap<>();
    for (Codec<?> codec : codecs) {
      Codec<?> other = byName.putIfAbsent(codec.name(), codec);
      if (other != null) {
        throw new IllegalStateException(
            "two codecs have one name: name="
                + codec.name()
                + " first="
                + other.getClass().getName()
                + " second="
                + codec.getClass().getName());
      }
    }
    return Map.copyOf(byName);
  }

  /**
   * Returns the codec of a name.
   *
   * @throws IllegalStateException when there is none
   */
  public static Codec<?> named(String name) {
    Codec<?> codec = ALL.get(name);
    if (codec == null) {
      throw new IllegalStateException(
          "no such codec: codec=" + name + " registered=" + String.join(",", names()));
    }
    return codec;
  }

  /** Returns the names of all codecs, in order. */
  public static List<String> names() {
    return List.copyOf(new TreeSet<>(ALL.keySet()));
  }
}
