package io.tributary.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Learns which keys a {@link Section} is asked for. So the code that reads the keys also makes
 * their reference.
 */
interface KeyListener {
  /** Does nothing: for everybody but the reference. */
  KeyListener NONE =
      new KeyListener() {
        @Override
        public void asked(String path, String type, @Nullable String fallback, String allowed) {}

        @Override
        public void ended(String path, Set<String> known) {}
      };

  /** What stands for the fallback of a key that must be there. */
  String REQUIRED = "required";

  /**
   * A key is asked for.
   *
   * @param path full name of the key
   * @param type what its values look like
   * @param fallback the value when the key is absent, {@link #REQUIRED}, or null for none
   * @param allowed which values are allowed, empty when all of the type are
   */
  void asked(String path, String type, @Nullable String fallback, String allowed);

  /**
   * A section has been read.
   *
   * @param path full name of the section
   * @param known the keys that it may have
   */
  void ended(String path, Set<String> known);
}
