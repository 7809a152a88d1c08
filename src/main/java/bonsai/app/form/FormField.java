package bonsai.app.form;

import bonsai.base.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** A setting that is entered as one text: a number, a word, a path, a switch or a choice. */
public final class FormField implements FormItem {
  private final Class<? extends Record> owner;
  private final Settings.Field setting;
  private final StringProperty text;
  private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
  private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
  private final List<Runnable> listeners = new ArrayList<>();

  FormField(Class<? extends Record> owner, Settings.Field setting) {
    this.owner = owner;
    this.setting = setting;
    this.text = new SimpleStringProperty(setting.initialText());
    update();
    text.addListener(
        (property, before, now) -> {
          update();
          listeners.forEach(Runnable::run);
        });
  }

  private void update() {
    problem.set(setting.problem(text.get()).orElse(""));
    changed.set(
        !value().equals(setting.required() ? Optional.empty() : Optional.of(setting.initial())));
  }

  /** The record that the setting is a component of. */
  public Class<? extends Record> owner() {
    return owner;
  }

  /** What is declared of the setting: unit, range, help, choices. */
  public Settings.Field setting() {
    return setting;
  }

  @Override
  public String name() {
    return setting.name();
  }

  @Override
  public String label() {
    return setting.label();
  }

  /** What was typed; a switch is {@code true} or {@code false}. */
  public StringProperty textProperty() {
    return text;
  }

  /** What is wrong with the text, to be shown under the field; empty if nothing is. */
  public ReadOnlyStringProperty problemProperty() {
    return problem.getReadOnlyProperty();
  }

  /** Says what is wrong with this field's value beside others, though not with it alone. */
  void refuse(String sentence) {
    problem.set(sentence);
  }

  /** Takes back what {@link #refuse} said. */
  void accept() {
    problem.set(setting.problem(text.get()).orElse(""));
  }

  @Override
  public Optional<Object> value() {
    return setting.problem(text.get()).isEmpty()
        ? Optional.of(setting.parse(text.get()))
        : Optional.empty();
  }

  @Override
  public void show(Object value) {
    text.set(setting.text(value));
  }

  @Override
  public void reset() {
    text.set(setting.initialText());
  }

  @Override
  public ReadOnlyBooleanProperty changedProperty() {
    return changed.getReadOnlyProperty();
  }

  @Override
  public Optional<String> firstProblem() {
    return Optional.of(problem.get()).filter(sentence -> !sentence.isEmpty());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What to tell of the setting beside its help: {@code 1 to 1,000 epochs; default 3}. */
  public String range() {
    var parts = new ArrayList<String>();
    setting.range().ifPresent(range -> parts.add(range + (unit().isEmpty() ? "" : " " + unit())));
    if (!setting.required() && !setting.initialText().isEmpty()) {
      parts.add("default " + setting.initialText());
    }
    return String.join("; ", parts);
  }

  /** The unit behind the value, or empty. */
  public String unit() {
    return setting.unit();
  }
}
