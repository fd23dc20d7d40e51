package io.tributary.example;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The record fields a pipeline needs, each with a slot from 0 up. Formats look every field of a
 * record up here and skip those that nobody needs. Immutable.
 */
public final class FieldNames {
  private final List<String> names;
  private final byte[][] utf8;
  private final Map<String, Integer> slots;
  private final int[] table;

  private FieldNames(List<String> names) {
    this.names = names;
    utf8 = new byte[names.size()][];
    slots = new HashMap<>(names.size() * 2);
    table = new int[Math.max(4, Integer.highestOneBit(Math.max(1, names.size())) * 4)];
    Arrays.fill(table, -1);
    for (int slot = 0; slot < utf8.length; slot++) {
      byte[] name = names.get(slot).getBytes(StandardCharsets.UTF_8);
      utf8[slot] = name;
      slots.put(names.get(slot), slot);
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(names.get(slot))) {
        // Its bytes would be those of a name with question marks.
        continue;
      }
      int at = hash(name, 0, name.length) & table.length - 1;
      while (table[at] >= 0) {
        at = at + 1 & table.length - 1;
      }
      table[at] = slot;
    }
  }

  /** Returns the slots of names, in order; a repeated name keeps its first slot. */
  public static FieldNames of(Collection<String> names) {
    return new FieldNames(List.copyOf(new LinkedHashSet<>(names)));
  }

  /** Returns the slots of names, in order; a repeated name keeps its first slot. */
  public static FieldNames of(String... names) {
    return of(Arrays.asList(names));
  }

  /** Returns the slot of the name in these UTF-8 bytes, or -1 when it is not needed. */
  public int slot(byte[] name, int offset, int length) {
    int at = hash(name, offset, length) & table.length - 1;
    while (table[at] >= 0) {
      byte[] candidate = utf8[table[at]];
      if (Arrays.equals(candidate, 0, candidate.length, name, offset, offset + length)) {
        return table[at];
      }
      at = at + 1 & table.length - 1;
    }
    return -1;
  }

  /** Returns the slot of a name, or -1 when it is not needed. */
  public int slot(String name) {
    return slots.getOrDefault(name, -1);
  }

  /** Returns the name of a slot. */
  public String name(int slot) {
    return names.get(slot);
  }

  /** Returns the number of fields. */
  public int size() {
    return utf8.length;
  }

  private static int hash(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ hash >>> 16;
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
