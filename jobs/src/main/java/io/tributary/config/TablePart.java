package io.tributary.config;

import io.tributary.example.FeatureKeys;
import io.tributary.model.BlockLayout;
import io.tributary.model.TableKind;
import io.tributary.model.TableKind.Exact;
import java.time.Duration;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads how features find their rows, and how many blocks there are of these. */
final class TablePart {
  private static final String HASHED = "hashed";
  private static final String EXACT = "exact";
  private static final List<String> TYPES = List.of(HASHED, EXACT);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);
  private static final int DEFAULT_BITS = 22;
  // There are few blocks, because a round costs a message for each. A larger model has more blocks,
  // which bounds a block's bytes and a checkpoint's largest value.
  private static final int DEFAULT_BLOCKS_LOG2 = 2;
  private static final int MOST_BLOCK_LOG2 = 20;
  private static final int LEAST_BLOCK_LOG2 = 6;
  private static final int MOST_EXACT_BLOCKS = 1 << 12;

  private final PipelineErrors errors;
  private final TableKind kind;
  private final BlockLayout layout;
  private final String path;

  TablePart(PipelineErrors errors, Section model) {
    this.errors = errors;
    path = model.path("table");
    kind = kind(model);
    if (kind.isExact() && model.has("bits")) {
      errors.add(
          model.path("bits"),
          "key has no meaning here",
          path + "=" + EXACT + " allowed=[" + path + ": " + HASHED + "]");
    }
    layout = layout(model);
  }

  private static TableKind kind(Section model) {
    // The type alone can stand for the section.
    if (model.node("table") instanceof ScalarNode) {
      return model.choice("table", TYPES, HASHED).equals(EXACT)
          ? new Exact(1, 0, 1 << DEFAULT_BITS)
          : TableKind.hashed();
    }
    Section table = model.section("table");
    String type = table.choice("type", TYPES, HASHED);
    int admitAfter = table.whole("admitAfter", 1, 1, Exact.MOST_SIGHTINGS);
    Duration expireAfter = table.duration("expireAfter", Duration.ZERO, TEN_YEARS);
    int maxFeatures = table.whole("maxFeatures", 1 << DEFAULT_BITS, 1, Exact.MOST_FEATURES);
    if (type.equals(HASHED)) {
      table.refuse(
          List.of("admitAfter", "expireAfter", "maxFeatures"),
          table.path("type") + "=" + HASHED + " allowed=[" + table.path("type") + ": exact]");
    }
    table.end();
    return type.equals(EXACT)
        ? new Exact(admitAfter, expireAfter.toMillis(), maxFeatures)
        : TableKind.hashed();
  }

  private BlockLayout layout(Section model) {
    int given = model.whole("bits", DEFAULT_BITS, 1, 30);
    int size =
        kind instanceof Exact exact
            ? Integer.SIZE - Integer.numberOfLeadingZeros(exact.maxFeatures() - 1)
            : given;
    int bits = kind.isExact() ? FeatureKeys.BITS : given;
    int most = Math.max(DEFAULT_BLOCKS_LOG2, size - MOST_BLOCK_LOG2);
    int fallback = 1 << Math.min(most, Math.max(0, size - LEAST_BLOCK_LOG2));
    int blocks = model.whole("blocks", fallback, 1, kind.isExact() ? MOST_EXACT_BLOCKS : 1 << bits);
    if (Integer.bitCount(blocks) != 1) {
      errors.add(
          model.path("blocks"),
          Integer.toString(blocks),
          "not a power of two",
          "nearest=" + Integer.highestOneBit(blocks));
      return new BlockLayout(bits, fallback);
    }
    return new BlockLayout(bits, blocks);
  }

  TableKind kind() {
    return kind;
  }

  BlockLayout layout() {
    return layout;
  }

  /** Reports what an exact table needs and the rest of the file does not give. */
  void require(boolean isSharded, boolean hasTime) {
    if (kind.isExact() && !isSharded) {
      errors.add(
          path,
          EXACT,
          "an exact table is dealt out to shards",
          "training.parallelism=data allowed=[training.parallelism: model|hybrid]");
    }
    if (kind instanceof Exact exact && exact.expireAfterMillis() > 0 && !hasTime) {
      errors.add("time.field", "missing", "needed by=" + path + ".expireAfter");
    }
  }
}
