package io.tributary.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.example.RejectReason;
import io.tributary.format.SeenFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many records could not be used, and why, and which needed fields none of the first records
 * has. Not thread safe.
 */
public final class InputTally {
  /** Records that must have been looked at before a field counts as missing. */
  private static final int ENOUGH = 1000;

  private static final int MOST_NAMES = 100;

  private final Map<RejectReason, Rejection> reasons = new EnumMap<>(RejectReason.class);
  private final Set<String> seen = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();
  private double active = Double.NaN;
  private int coordinates;
  private long looked;
  private long rejected;

  /** Creates a tally of nothing. */
  public InputTally() {}

  /** Counts records that could not be used, whatever the reason. */
  void addRejected(long count) {
    rejected += count;
  }

  /** Counts records that could not be used, with their reason. */
  public void add(Rejection rejection) {
    rejected += rejection.count();
    addReason(rejection);
  }

  /** Adds a reason of records that are counted already. */
  void addReason(Rejection rejection) {
    reasons.merge(rejection.reason(), rejection, Rejection::plus);
  }

  /** Adds what records were seen to have. */
  public void add(SeenFields fields) {
    looked += fields.records();
    seen.addAll(fields.seen());
    missing.addAll(fields.missing());
    for (String other : fields.others()) {
      if (others.size() < MOST_NAMES) {
        others.add(other);
      }
    }
  }

  /** Takes what examples were seen to touch; the latest counts. */
  void add(InputNote.Touched touched) {
    active = touched.active();
    coordinates = touched.coordinates();
  }

  /** Returns how many records could not be used. */
  public long rejected() {
    return rejected;
  }

  /** Returns why, the most frequent reason first. */
  public List<Rejection> reasons() {
    List<Rejection> sorted = new ArrayList<>(reasons.values());
    sorted.sort(Comparator.comparingLong(Rejection::count).reversed());
    return sorted;
  }

  /**
   * Returns the needed fields that no record has had, once enough have been looked at.
   *
   * @param last whether no more records will come
   */
  public List<String> missing(boolean last) {
    List<String> fields = new ArrayList<>(missing);
    fields.removeAll(seen);
    return last || looked >= ENOUGH ? fields : List.of();
  }

  /** Returns the names of the fields that records have. */
  public List<String> there() {
    List<String> names = new ArrayList<>(seen);
    names.addAll(others);
    return names;
  }

  /** Puts all of it into a progress record. */
  void write(ObjectNode json, boolean last) {
    json.put("rejected", rejected);
    ArrayNode array = json.putArray("rejectReasons");
    for (Rejection rejection : reasons()) {
      ObjectNode node = array.addObject();
      node.put("reason", rejection.reason().code());
      node.put("count", rejection.count());
      RejectedSample first = rejection.first();
      if (first != null) {
        node.putObject("example")
            .put("where", first.where())
            .put("detail", first.detail())
            .put("value", first.value());
      }
    }
    List<String> absent = missing(last);
    ArrayNode fields = json.putArray("missingFields");
    absent.forEach(fields::add);
    if (!absent.isEmpty()) {
      ArrayNode names = json.putArray("recordFields");
      there().forEach(names::add);
    }
    boolean isKnown = Double.isFinite(active);
    json.put("activePerExample", isKnown ? (Double) active : null);
    json.put("coordinates", isKnown ? (Integer) coordinates : null);
  }
}
