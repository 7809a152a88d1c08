package bonsai.app.recipe;

import bonsai.app.form.FormModel;
import bonsai.app.form.Titles;
import bonsai.technique.Technique;
import java.util.Optional;

/** A stage of the recipe: a technique, and the form of its settings. */
public final class StageModel {
  private final FormModel<?> form;
  private final String technique;

  private StageModel(FormModel<?> form, String technique) {
    this.form = form;
    this.technique = technique;
  }

  /** A stage with the technique's own defaults. */
  static StageModel of(String technique) {
    return new StageModel(FormModel.of(Technique.types().get(technique)), technique);
  }

  static StageModel of(Technique technique) {
    return new StageModel(FormModel.of((Record) technique), technique.label());
  }

  /** The technique's name in a spec. */
  String technique() {
    return technique;
  }

  /** A twin; one with a mistake in it begins with the defaults. */
  StageModel copy() {
    return value().map(StageModel::of).orElseGet(() -> of(technique));
  }

  /** What people call the technique: {@code Fine-tune}. */
  public String title() {
    return Titles.of(technique);
  }

  public FormModel<?> form() {
    return form;
  }

  /** The stage; empty while something in its form is wrong. */
  public Optional<Technique> value() {
    return form.value().map(Technique.class::cast);
  }
}
