package io.tributary.config;

import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.LabelRule;
import io.tributary.example.LabelRule.Comparison;
import io.tributary.example.LabelRule.Operator;
import io.tributary.example.TimeFormat;
import io.tributary.learner.Losses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads how a record becomes an example: features, label, key, weight and time. */
final class SchemaPart {
  private static final Map<String, Operator> OPERATORS = new LinkedHashMap<>();

  static {
    OPERATORS.put("atLeast", Operator.AT_LEAST);
    OPERATORS.put("above", Operator.ABOVE);
    OPERATORS.put("atMost", Operator.AT_MOST);
    OPERATORS.put("below", Operator.BELOW);
    OPERATORS.put("equals", Operator.EQUAL);
    OPERATORS.put("notEquals", Operator.NOT_EQUAL);
  }

  private static final String CLASSES = "classes";
  private static final String CLASSES_ALLOWED =
      "a list of " + LabelRule.Classes.LEAST + " to " + LabelRule.Classes.MOST + " texts";

  private final PipelineErrors errors;

  SchemaPart(PipelineErrors errors) {
    this.errors = errors;
  }

  ExampleSchema read(Section file, ModelPart.Model model) {
    List<FeatureDefinition> features =
        new FeaturesPart(errors, labelField(file)).read(file, model.wantsConstant());
    LabelRule label = label(file, model.loss());
    String key = file.textOrNull("key");
    String weight = file.textOrNull("weight");
    Section time = file.section("time");
    String timeField = time.textOrNull("field");
    TimeFormat format = timeFormat(time, FeaturesPart.readTimes(features) || timeField != null);
    time.end();
    ExampleSchema schema =
        new ExampleSchema(
            List.copyOf(features),
            label,
            Losses.labels(model.loss()),
            key,
            timeField,
            format,
            weight,
            model.spec().layout().bits(),
            model.form().needsFields(),
            false);
    return model.table().kind().isExact() ? schema.withKeys() : schema;
  }

  // Only what features must not be: what is wrong with it is reported when the label is read.
  private static @Nullable String labelField(Section file) {
    return file.node("label") instanceof MappingNode label
            && YamlNodes.entries(label).get("field") instanceof ScalarNode field
        ? field.getValue()
        : null;
  }

  private TimeFormat timeFormat(Section time, boolean needed) {
    String allowed = "epoch-millis, epoch-seconds, iso-8601, or a pattern like yyyy-MM-dd'T'HH:mm";
    String text =
        needed ? time.requiredText("format", allowed) : time.text("format", "epoch-millis");
    if (text.isEmpty()) {
      return TimeFormat.EPOCH_MILLIS;
    }
    TimeFormat format = errors.attempt(time.path("format"), () -> TimeFormat.of(text));
    return format == null ? TimeFormat.EPOCH_MILLIS : format;
  }

  private @Nullable LabelRule label(Section file, String loss) {
    if (file.required("label", "{field: NAME}, or {field: NAME, atLeast: NUMBER}") == null) {
      return null;
    }
    Section label = file.section("label");
    String field = label.requiredText("field", "the name of a field");
    List<String> operators = OPERATORS.keySet().stream().filter(label::has).toList();
    LabelRule rule = classes(label, field, loss);
    if (operators.size() > 1) {
      errors.add("label", "more than one comparison", "comparisons=" + operators);
    } else if (operators.size() == 1 && label.has(CLASSES)) {
      errors.add("label", "classes and a comparison", "comparisons=" + operators);
    } else if (operators.size() == 1) {
      rule = comparison(label, field, operators.get(0));
    }
    label.allow(List.copyOf(OPERATORS.keySet()));
    label.allow(List.of(CLASSES));
    label.end();
    return rule;
  }

  private LabelRule classes(Section label, String field, String loss) {
    boolean isNeeded = loss.equals(Losses.SOFTMAX);
    String key = label.path(CLASSES);
    if (isNeeded != label.has(CLASSES)) {
      errors.add(
          key,
          isNeeded ? "missing" : "of another loss",
          "model.loss="
              + loss
              + (isNeeded ? " allowed=" + CLASSES_ALLOWED : " allowed=[model.loss: softmax]"));
    }
    LabelRule rule = new LabelRule.Field(field);
    if (label.has(CLASSES)) {
      List<String> classes = label.textsOrNull(CLASSES, CLASSES_ALLOWED);
      LabelRule read =
          classes == null ? null : errors.attempt(key, () -> new LabelRule.Classes(field, classes));
      return read == null ? rule : read;
    }
    return rule;
  }

  private static LabelRule comparison(Section label, String field, String key) {
    Operator operator = OPERATORS.getOrDefault(key, Operator.EQUAL);
    boolean ordered = operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
    String word = ordered ? null : label.wordOrNull(key);
    if (word != null) {
      return new Comparison(field, operator, word);
    }
    double number = label.numberOrNaN(key);
    return new Comparison(field, operator, Double.isNaN(number) ? 0 : number);
  }
}
