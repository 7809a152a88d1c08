package bonsai.app.form;

import java.util.Optional;
import javafx.beans.value.ObservableBooleanValue;

/** One component of a record in a form. */
public sealed interface FormItem permits FormField, FormGroup, FormOptional, FormVariant {
  /** The component's name, as in a spec. */
  String name();

  /** What people call it. */
  String label();

  /** The component's value; empty while something in it is wrong. */
  Optional<Object> value();

  /** Shows a value of the component's type. */
  void show(Object value);

  /** Goes back to what the record's declaration begins with. */
  void reset();

  /** Whether it differs from what the record's declaration begins with. */
  ObservableBooleanValue changedProperty();

  /** The first thing that is wrong in it, as one sentence. */
  Optional<String> firstProblem();

  /** Calls that at every change of the value or of what is wrong. */
  void onChange(Runnable listener);
}
