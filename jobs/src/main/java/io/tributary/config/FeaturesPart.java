package io.tributary.config;

import io.tributary.example.FeatureDefinition;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.DatePart;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureDefinition.Part;
import io.tributary.example.Transform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the list of features. */
final class FeaturesPart {
  private static final String KEY = "features";
  private static final String CONSTANT = "constant";
  private static final String NUMERIC = "numeric";
  private static final String CATEGORICAL = "categorical";
  private static final String CROSS = "cross";
  private static final List<String> KINDS =
      List.of(CATEGORICAL, NUMERIC, "hour", "dayOfWeek", "monthDay", CROSS);

  private final PipelineErrors errors;
  private final @Nullable String labelField;

  /**
   * Creates a reader.
   *
   * @param labelField the field of the label, which can't be a feature; null when it is not known
   */
  FeaturesPart(PipelineErrors errors, @Nullable String labelField) {
    this.errors = errors;
    this.labelField = labelField;
  }

  /** Returns the features, with the constant in front unless it is there or not wanted. */
  List<FeatureDefinition> read(Section file, boolean wantsConstant) {
    List<FeatureDefinition> features = new ArrayList<>();
    if (file.required(KEY, "a list of fields and features") == null) {
      return features;
    }
    List<Node> items = file.list(KEY);
    if (items.isEmpty() && file.node(KEY) instanceof SequenceNode) {
      errors.add(KEY, "empty", "");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String path = KEY + "[" + i + "]";
      FeatureDefinition feature = feature(file, items.get(i), path);
      if (feature == null) {
        continue;
      }
      if (!names.add(feature.name())) {
        errors.add(path, feature.name(), "feature is there twice", "");
      } else {
        features.add(feature);
      }
    }
    addConstant(features, wantsConstant, names);
    return features;
  }

  private void addConstant(List<FeatureDefinition> features, boolean wanted, Set<String> names) {
    boolean listed = features.stream().anyMatch(Constant.class::isInstance);
    if (listed && !wanted) {
      errors.add("model.constant", "false", "the constant is among the features", "");
    } else if (!listed && wanted && names.contains(CONSTANT)) {
      errors.add(KEY, "a field has the constant's name", "allowed=with model.constant: false");
    } else if (!listed && wanted) {
      features.add(0, new Constant());
    }
  }

  private @Nullable FeatureDefinition feature(Section outer, Node node, String path) {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getValue().isBlank() && !YamlNodes.isUnusable(scalar)) {
        errors.add(path, "empty", "");
      }
      boolean usable = !YamlNodes.isUnusable(scalar) && !scalar.getValue().isBlank();
      return usable ? plain(scalar.getValue(), path) : null;
    }
    Section section = outer.at(node, path);
    List<String> kinds = KINDS.stream().filter(section::has).toList();
    if (kinds.size() == 1) {
      FeatureDefinition feature = ofKind(kinds.get(0), section, path);
      section.end();
      return feature;
    }
    if (kinds.size() > 1) {
      errors.add(path, "more than one feature", "kinds=" + kinds);
    } else if (node instanceof MappingNode) {
      errors.add(path, "not a feature", "allowed=a field, or one of " + KINDS);
      section.allow(KINDS);
      section.end();
    }
    return null;
  }

  private @Nullable FeatureDefinition plain(String text, String path) {
    if (text.equals(CONSTANT)) {
      return new Constant();
    }
    return isLabel(text, path) ? null : new Categorical(text);
  }

  // Also when the label only compares it: the comparison is a function of the field.
  private boolean isLabel(String field, String path) {
    boolean isLabel = field.equals(labelField);
    if (isLabel) {
      errors.add(
          path, "the label's field is no feature, it would predict itself", "field=" + field);
    }
    return isLabel;
  }

  private @Nullable FeatureDefinition ofKind(String kind, Section section, String path) {
    if (kind.equals(CROSS)) {
      return cross(section, path);
    }
    String field = section.text(kind, "");
    Transform transform = kind.equals(NUMERIC) ? transform(section) : Transform.RAW;
    if (field.isEmpty() || isLabel(field, path)) {
      return null;
    }
    return switch (kind) {
      case NUMERIC -> new Numeric(field, transform);
      case CATEGORICAL -> new Categorical(field);
      case "hour" -> new DatePart(field, Part.HOUR);
      case "dayOfWeek" -> new DatePart(field, Part.DAY_OF_WEEK);
      default -> new DatePart(field, Part.MONTH_DAY);
    };
  }

  private Transform transform(Section section) {
    if (section.has("scale") && section.has("transform")) {
      errors.add(section.path("scale"), "scale and transform exclude each other", "");
    }
    String transform = section.choice("transform", List.of("raw", "log1p"), "raw");
    double factor = section.numberOrNaN("scale");
    if (!Double.isNaN(factor)) {
      Transform scale = errors.attempt(section.path("scale"), () -> new Transform.Scale(factor));
      return scale == null ? Transform.RAW : scale;
    }
    return transform.equals("log1p") ? Transform.LOG1P : Transform.RAW;
  }

  private @Nullable FeatureDefinition cross(Section section, String path) {
    List<Node> items = section.list(CROSS);
    List<FeatureDefinition> parts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      FeatureDefinition part = feature(section, items.get(i), section.path(CROSS) + "[" + i + "]");
      if (part != null) {
        parts.add(part);
      }
    }
    boolean complete = parts.size() == items.size() && section.node(CROSS) instanceof SequenceNode;
    return complete ? errors.attempt(path, () -> new Cross(parts)) : null;
  }

  /** Returns true when some feature reads a time. */
  static boolean readTimes(List<FeatureDefinition> features) {
    return features.stream()
        .anyMatch(
            feature ->
                feature instanceof DatePart
                    || (feature instanceof Cross cross && readTimes(cross.of())));
  }
}
