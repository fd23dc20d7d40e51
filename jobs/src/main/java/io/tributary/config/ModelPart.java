package io.tributary.config;

import io.tributary.example.ExampleSchema;
import io.tributary.example.LabelRule;
import io.tributary.learner.Losses;
import io.tributary.model.Form;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the model's name, loss, size and optimizer. */
final class ModelPart {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  private final PipelineErrors errors;

  ModelPart(PipelineErrors errors) {
    this.errors = errors;
  }

  /** What the part says. */
  record Model(ModelSpec spec, String loss, boolean wantsConstant, FormPart form, TablePart table) {
    /** Returns the model, whose form is known once the features are. */
    ModelSpec complete(ExampleSchema schema) {
      Form found = form.form(schema, outputs(schema));
      ModelSpec complete =
          new ModelSpec(
              spec.name(), spec.layout(), spec.link(), spec.optimizer(), found, table.kind());
      form.requireWidth(complete.sparse().width());
      return complete;
    }
  }

  private static int outputs(ExampleSchema schema) {
    return schema.label() instanceof LabelRule.Classes classes ? classes.classes().size() : 1;
  }

  Model read(Section file) {
    String name = name(file);
    Section model = file.section("model");
    String loss = loss(model);
    TablePart table = new TablePart(errors, model);
    OptimizerSpec optimizer = optimizer(model.section("optimizer"));
    boolean wantsConstant = model.flag("constant", true);
    FormPart form = new FormPart(errors, model);
    model.end();
    return new Model(
        new ModelSpec(name, table.layout(), Losses.link(loss), optimizer),
        loss,
        wantsConstant,
        form,
        table);
  }

  private String name(Section file) {
    String allowed = "up to 200 of [a-zA-Z0-9._-]";
    String name = file.requiredText("name", allowed);
    // A name of dots alone would be a directory, and no topic.
    if (!name.isEmpty() && (!NAME.matcher(name).matches() || name.matches("\\.+"))) {
      errors.add("name", name, "not a name of topics", "allowed=" + allowed);
    }
    return name;
  }

  /** Returns the loss's name, which carries its parameter. */
  private String loss(Section model) {
    String loss = model.choice("loss", Losses.names(), Losses.names().get(0));
    model.allow(List.of(Losses.QUANTILE));
    if (loss.equals(Losses.QUANTILE)) {
      return Losses.quantile(model.fraction(Losses.QUANTILE, Losses.DEFAULT_QUANTILE));
    }
    if (model.has(Losses.QUANTILE)) {
      errors.add(
          model.path(Losses.QUANTILE),
          "of another loss",
          "model.loss=" + loss + " allowed=[model.loss: quantile]");
    }
    return loss;
  }

  private static OptimizerSpec optimizer(Section section) {
    String type = section.choice("type", List.of("ftrl", "adagrad", "sgd"), "ftrl");
    OptimizerSpec optimizer =
        switch (type) {
          case "adagrad" ->
              new OptimizerSpec.AdaGrad(
                  section.positive("alpha", 0.1), section.positive("epsilon", 1e-6));
          case "sgd" -> new OptimizerSpec.Sgd(section.positive("rate", 0.01));
          default ->
              new OptimizerSpec.Ftrl(
                  section.positive("alpha", 0.5),
                  section.notNegative("beta", 1),
                  section.notNegative("l1", 0),
                  section.notNegative("l2", 0));
        };
    section.end();
    return optimizer;
  }
}
