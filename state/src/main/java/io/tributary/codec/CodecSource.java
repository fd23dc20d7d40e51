package io.tributary.codec;

import java.util.List;

/**
 * Names the codecs of a module. A source is found through {@link java.util.ServiceLoader}: its
 * class has a constructor without arguments and stands in {@code
 * META-INF/services/io.tributary.codec.CodecSource}.
 */
public interface CodecSource {
  /** Returns the codecs, each once. */
  List<Codec<?>> codecs();
}
