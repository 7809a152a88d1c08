package bonsai.app.form;

import bonsai.base.Settings;
import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * A form made from a record alone: its components and what {@link bonsai.base.Setting} says of
 * them. It holds what was typed, also what is wrong, and gives a record once nothing is.
 *
 * @param <R> the record
 */
public final class FormModel<R extends Record> {
  private final Class<R> type;
  private final List<FormItem> items = new ArrayList<>();
  private final Map<String, Object> hidden = new LinkedHashMap<>();
  private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
  private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<R> value = Optional.empty();
  private boolean showing;

  private FormModel(Class<R> type, Set<String> without) {
    this.type = type;
    for (var component : Settings.components(type)) {
      if (without.contains(component.name())) {
        continue;
      }
      items.add(item(component));
    }
    items.forEach(item -> item.onChange(this::update));
    update();
  }

  /** A form with every setting at its initial value. */
  public static <R extends Record> FormModel<R> of(Class<R> type) {
    return new FormModel<>(type, Set.of());
  }

  /** A form with the settings of a record. */
  public static <R extends Record> FormModel<R> of(R record) {
    @SuppressWarnings("unchecked")
    var type = (Class<R>) record.getClass();
    var form = of(type);
    form.show(record);
    return form;
  }

  /**
   * A form that leaves some components to others.
   *
   * @param rest their values by name
   */
  public static <R extends Record> FormModel<R> without(Class<R> type, Map<String, Object> rest) {
    var form = new FormModel<>(type, rest.keySet());
    form.hide(rest);
    return form;
  }

  private FormItem item(Settings.Component component) {
    var setting = component.setting();
    if (setting.isPresent()) {
      return switch (setting.get().kind()) {
        case WHOLE, NUMBER, SWITCH, CHOICE, TEXT, LIST -> new FormField(type, setting.get());
        case VARIANT -> optional(component, new FormVariant(setting.get()));
        case NESTED -> optional(component, group(component, setting.get().label()));
      };
    }
    return optional(component, group(component, Titles.of(component.name())));
  }

  private FormGroup group(Settings.Component component, String label) {
    return new FormGroup(component.name(), label, of(record(component.type())));
  }

  private static FormItem optional(Settings.Component component, FormItem content) {
    if (!component.optional()) {
      return content;
    }
    var initial = component.setting().map(setting -> (Optional<?>) setting.initial());
    return new FormOptional(content, initial.isPresent() ? initial.get() : Optional.empty());
  }

  private Class<? extends Record> record(Class<?> nested) {
    if (!nested.isRecord()) {
      throw new IllegalArgumentException(type + " has a component of " + nested + ": no form.");
    }
    return nested.asSubclass(Record.class);
  }

  private void update() {
    if (showing) {
      return;
    }
    var values = new LinkedHashMap<String, Object>(hidden);
    items.forEach(item -> item.value().ifPresent(each -> values.put(item.name(), each)));
    var complete = items.stream().allMatch(item -> values.containsKey(item.name()));
    items.forEach(
        item -> {
          if (item instanceof FormField field) {
            field.accept();
          }
        });
    problem.set("");
    value = complete ? made(values) : Optional.empty();
    changed.set(items.stream().anyMatch(item -> item.changedProperty().get()));
    listeners.forEach(Runnable::run);
  }

  private Optional<R> made(Map<String, Object> values) {
    try {
      return Optional.of(Settings.make(type, values));
    } catch (UserException e) {
      refuse(e.getMessage());
      return Optional.empty();
    }
  }

  /** A record's own check begins its sentence with the name of the component at fault. */
  private void refuse(String sentence) {
    var end = sentence.indexOf(' ');
    var name = sentence.substring(0, Math.max(0, end));
    for (var item : items) {
      if (item.name().equals(name) && item instanceof FormField field) {
        field.refuse(field.label() + sentence.substring(end));
        return;
      }
    }
    problem.set(sentence);
  }

  /** The components in their order. */
  public List<FormItem> items() {
    return List.copyOf(items);
  }

  /**
   * The component of that name.
   *
   * @throws IllegalArgumentException if the form has none
   */
  public FormItem item(String name) {
    return items.stream()
        .filter(item -> item.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + " has no field " + name));
  }

  /** The field of that name. */
  public FormField field(String name) {
    return (FormField) item(name);
  }

  /** The record that the form stands for; empty while something is wrong. */
  public Optional<R> value() {
    return value;
  }

  /** Shows a record. */
  public void show(R record) {
    quietly(
        () -> {
          var values = Settings.components(record);
          items.forEach(item -> item.show(values.get(item.name())));
        });
  }

  /** What was typed, also what is wrong; {@link #type} types it again. */
  public Map<String, String> typed() {
    return TypedTexts.of(items);
  }

  /** Types what was typed into a form of the same kind. */
  public void type(Map<String, String> texts) {
    quietly(() -> TypedTexts.type(texts, items));
  }

  /** Gives the components that have no field other values. */
  public void hide(Map<String, Object> rest) {
    quietly(() -> hidden.putAll(rest));
  }

  void showAny(Record record) {
    show(type.cast(record));
  }

  /** Sets every field to its initial value. */
  public void reset() {
    quietly(() -> items.forEach(FormItem::reset));
  }

  /** Several fields change, and the listeners hear of it once. */
  private void quietly(Runnable change) {
    showing = true;
    try {
      change.run();
    } finally {
      showing = false;
    }
    update();
  }

  /** Whether any field differs from its initial value. */
  public ReadOnlyBooleanProperty changedProperty() {
    return changed.getReadOnlyProperty();
  }

  /** What is wrong with the record as a whole and with no field alone; empty if nothing is. */
  public ReadOnlyStringProperty problemProperty() {
    return problem.getReadOnlyProperty();
  }

  /** The first thing that is wrong, as one sentence. */
  public Optional<String> firstProblem() {
    return items.stream()
        .flatMap(item -> item.firstProblem().stream())
        .findFirst()
        .or(() -> Optional.of(problem.get()).filter(sentence -> !sentence.isEmpty()));
  }

  /** Calls that at every change of the value or of what is wrong. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
