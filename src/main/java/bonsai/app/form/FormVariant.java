package bonsai.app.form;

import bonsai.base.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/**
 * A component that is one of several records: a choice, and the fields of what is chosen. What was
 * entered for the others is kept while the window is open.
 */
public final class FormVariant implements FormItem {
  private final Settings.Field setting;
  private final Map<String, Class<? extends Record>> types;
  private final Map<String, FormModel<?>> forms = new LinkedHashMap<>();
  private final StringProperty choice;
  private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
  private final List<Runnable> listeners = new ArrayList<>();

  FormVariant(Settings.Field setting) {
    this.setting = setting;
    types = Settings.variants(setting.content());
    types.forEach(
        (name, type) -> {
          var form = FormModel.of(type);
          form.onChange(this::update);
          forms.put(name, form);
        });
    choice = new SimpleStringProperty(types.keySet().iterator().next());
    reset();
    choice.addListener((property, before, now) -> update());
  }

  private void update() {
    changed.set(!begins() || !value().equals(Optional.<Object>of(setting.initial())));
    listeners.forEach(Runnable::run);
  }

  /** Whether the declaration begins with one of the kinds; else the first is offered. */
  private boolean begins() {
    return !setting.required() && !setting.optional();
  }

  /** The names of the kinds, as in a spec, in their order. */
  public List<String> choices() {
    return List.copyOf(types.keySet());
  }

  /** The name of the chosen kind. */
  public StringProperty choiceProperty() {
    return choice;
  }

  /** The fields of the chosen kind. */
  public FormModel<?> form() {
    return forms.get(choice.get());
  }

  /** The fields of a kind, chosen or not. */
  public FormModel<?> form(String kind) {
    return forms.get(kind);
  }

  /** One sentence on what the component is for. */
  public String help() {
    return setting.help();
  }

  @Override
  public String name() {
    return setting.name();
  }

  @Override
  public String label() {
    return setting.label();
  }

  @Override
  public Optional<Object> value() {
    return form().value().map(record -> record);
  }

  @Override
  public void show(Object value) {
    types.forEach(
        (name, type) -> {
          if (type == value.getClass()) {
            forms.get(name).showAny((Record) value);
            choice.set(name);
          }
        });
  }

  @Override
  public void reset() {
    forms.values().forEach(FormModel::reset);
    if (begins()) {
      show(setting.initial());
    } else {
      choice.set(types.keySet().iterator().next());
    }
  }

  @Override
  public ReadOnlyBooleanProperty changedProperty() {
    return changed.getReadOnlyProperty();
  }

  @Override
  public Optional<String> firstProblem() {
    return form().firstProblem();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
