package bonsai.app.kit;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** Work in the background as the window shows it; its properties change on the toolkit's thread. */
public final class Job {
  private final String title;
  private final Runnable cancel;
  private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(true);
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(-1);
  private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("");

  Job(String title, Runnable cancel) {
    this.title = title;
    this.cancel = cancel;
  }

  /** A job that was done at once. */
  public static Job ended(String title) {
    var job = new Job(title, () -> {});
    job.end();
    return job;
  }

  /** What is being done: {@code Read conll2003}. */
  public String title() {
    return title;
  }

  public ReadOnlyBooleanProperty runningProperty() {
    return running.getReadOnlyProperty();
  }

  public boolean isRunning() {
    return running.get();
  }

  /** From 0 to 1, or negative while unknown. */
  public ReadOnlyDoubleProperty progressProperty() {
    return progress.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty messageProperty() {
    return message.getReadOnlyProperty();
  }

  /** Ends the work; its owner is told of that, and no more of its result or its failure. */
  public void cancel() {
    cancel.run();
  }

  void update(double done, String what) {
    progress.set(done);
    message.set(what);
  }

  void end() {
    running.set(false);
  }
}
