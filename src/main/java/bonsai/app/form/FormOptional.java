package bonsai.app.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/**
 * A component that may be left out: a switch, and a group or a choice of records behind it. What
 * was entered is kept while the switch is off.
 */
public final class FormOptional implements FormItem {
  private final FormItem content;
  private final Optional<?> initial;
  private final BooleanProperty given = new SimpleBooleanProperty();
  private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
  private final List<Runnable> listeners = new ArrayList<>();

  /**
   * @param content what is behind the switch
   * @param initial what the record's declaration begins with
   */
  FormOptional(FormItem content, Optional<?> initial) {
    this.content = content;
    this.initial = initial;
    given.addListener((property, before, now) -> update());
    content.onChange(this::update);
    reset();
    update();
  }

  private void update() {
    changed.set(!value().equals(Optional.of(initial)));
    listeners.forEach(Runnable::run);
  }

  /** What is behind the switch: a {@link FormGroup} or a {@link FormVariant}. */
  public FormItem content() {
    return content;
  }

  /** Whether there is a value. */
  public BooleanProperty givenProperty() {
    return given;
  }

  @Override
  public String name() {
    return content.name();
  }

  @Override
  public String label() {
    return content.label();
  }

  @Override
  public Optional<Object> value() {
    return given.get() ? content.value().map(Optional::of) : Optional.of(Optional.empty());
  }

  @Override
  public void show(Object value) {
    var some = (Optional<?>) value;
    some.ifPresent(content::show);
    given.set(some.isPresent());
  }

  @Override
  public void reset() {
    content.reset();
    show(initial);
  }

  @Override
  public ReadOnlyBooleanProperty changedProperty() {
    return changed.getReadOnlyProperty();
  }

  @Override
  public Optional<String> firstProblem() {
    return given.get() ? content.firstProblem() : Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
