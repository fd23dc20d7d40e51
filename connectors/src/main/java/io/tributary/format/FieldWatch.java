package io.tributary.format;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which needed fields the first records have, and what the others are called: a misspelt
 * name otherwise only shows as a model that learns too little. Not thread safe.
 */
final class FieldWatch {
  /** Records that are looked at; of optional fields all should have come by then. */
  static final int RECORDS = 1000;

  /** Names of other fields that are kept: enough to find a misspelt one among. */
  private static final int MOST_NAMES = 100;

  private static final int MOST_NAME_CHARACTERS = 100;

  private final FieldNames needed;
  private final boolean[] seen;
  private final Set<String> others = new LinkedHashSet<>();
  private int unseen;
  private int records;

  // What was not told yet.
  private final List<String> newlySeen = new ArrayList<>();
  private final List<String> newOthers = new ArrayList<>();
  private int newRecords;

  FieldWatch(FieldNames needed) {
    this.needed = needed;
    seen = new boolean[needed.size()];
    unseen = seen.length;
  }

  /** Looks at a record that was just decoded; returns false when there is no need to see more. */
  boolean look(FieldValues values, ExampleFormat format, byte[] record, int offset, int length) {
    records++;
    newRecords++;
    for (int slot = 0; slot < seen.length; slot++) {
      if (!seen[slot] && values.kind(slot) != Kind.MISSING) {
        seen[slot] = true;
        unseen--;
        newlySeen.add(needed.name(slot));
      }
    }
    if (unseen > 0) {
      lookForOthers(format.fieldNames(record, offset, length));
    }
    return unseen > 0 && records < RECORDS;
  }

  private void lookForOthers(List<String> names) {
    for (String name : names) {
      if (others.size() < MOST_NAMES
          && name.length() <= MOST_NAME_CHARACTERS
          && needed.slot(name) < 0
          && others.add(name)) {
        newOthers.add(name);
      }
    }
  }

  /** Returns what has been seen since this was last asked, or null when it is nothing. */
  @Nullable SeenFields take() {
    if (newRecords == 0) {
      return null;
    }
    List<String> missing = new ArrayList<>();
    for (int slot = 0; slot < seen.length; slot++) {
      if (!seen[slot]) {
        missing.add(needed.name(slot));
      }
    }
    SeenFields fields = new SeenFields(newRecords, newlySeen, missing, newOthers);
    newRecords = 0;
    newlySeen.clear();
    newOthers.clear();
    return fields;
  }
}
