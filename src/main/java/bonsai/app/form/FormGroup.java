package bonsai.app.form;

import java.util.Optional;
import javafx.beans.value.ObservableBooleanValue;

/** A component that is a record itself: a titled group of fields. */
public final class FormGroup implements FormItem {
  private final String name;
  private final String label;
  private final FormModel<?> form;

  FormGroup(String name, String label, FormModel<?> form) {
    this.name = name;
    this.label = label;
    this.form = form;
  }

  /** The fields of the group. */
  public FormModel<?> form() {
    return form;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Optional<Object> value() {
    return form.value().map(record -> record);
  }

  @Override
  public void show(Object value) {
    form.showAny((Record) value);
  }

  @Override
  public void reset() {
    form.reset();
  }

  @Override
  public ObservableBooleanValue changedProperty() {
    return form.changedProperty();
  }

  @Override
  public Optional<String> firstProblem() {
    return form.firstProblem();
  }

  @Override
  public void onChange(Runnable listener) {
    form.onChange(listener);
  }
}
