package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.run.RunFolder;
import bonsai.run.RunStatus;
import java.util.OptionalDouble;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * A run in the table: the same object as long as the run is there, so that what is known of it can
 * change under a selection, a sort or a scroll position without touching them.
 */
public final class RunItem {
  /** Of a run that is not drawn. */
  static final int NO_COLOUR = -1;

  private final String id;
  private final ReadOnlyObjectWrapper<RunRow> row;
  private final ReadOnlyIntegerWrapper colour = new ReadOnlyIntegerWrapper(NO_COLOUR);
  private final ReadOnlyBooleanWrapper baseline = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper asked = new ReadOnlyStringWrapper("");
  private boolean answered;

  RunItem(RunRow row) {
    this.id = row.id();
    this.row = new ReadOnlyObjectWrapper<>(row);
  }

  public String id() {
    return id;
  }

  public RunRow row() {
    return row.get();
  }

  public RunFolder folder() {
    return row().folder();
  }

  public String name() {
    return row().name();
  }

  /** The best valid F1 so far, or the result's. */
  public OptionalDouble f1() {
    return row().status().map(RunStatus::f1).orElseGet(OptionalDouble::empty);
  }

  public ReadOnlyObjectProperty<RunRow> rowProperty() {
    return row.getReadOnlyProperty();
  }

  /** The number of its curves' colour, or {@link #NO_COLOUR}. */
  public int colour() {
    return colour.get();
  }

  public ReadOnlyIntegerProperty colourProperty() {
    return colour.getReadOnlyProperty();
  }

  public boolean isBaseline() {
    return baseline.get();
  }

  public ReadOnlyBooleanProperty baselineProperty() {
    return baseline.getReadOnlyProperty();
  }

  /** What its worker was asked for and has not answered yet: {@code pausing…}; else empty. */
  public String asked() {
    return asked.get();
  }

  public ReadOnlyStringProperty askedProperty() {
    return asked.getReadOnlyProperty();
  }

  /** A worker answers by another state of the run. */
  void update(RunRow now) {
    if (answered || !now.state().equals(row().state())) {
      asked.set("");
    }
    row.set(now);
  }

  void asked(String what) {
    answered = false;
    asked.set(what);
  }

  /** What was asked for has been done, whatever state that left: the next look at the run tells. */
  void answered() {
    answered = true;
  }

  void colour(int number) {
    colour.set(number);
  }

  void baseline(boolean now) {
    baseline.set(now);
  }
}
