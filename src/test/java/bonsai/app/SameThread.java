package bonsai.app;

import bonsai.app.kit.Background;
import bonsai.app.kit.Job;
import bonsai.app.kit.Progress;
import bonsai.base.UserException;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Does "background" work at once and in the same thread, so that a test needs not wait. */
public final class SameThread implements Background {
  @Override
  public <T> Job run(String title, Work<T> work, Consumer<T> done, Consumer<String> failed) {
    try {
      done.accept(work.run(NO_PROGRESS));
    } catch (UserException e) {
      failed.accept(e.getMessage());
    } catch (Exception e) {
      throw new AssertionError(title, e);
    }
    return Job.ended(title);
  }

  @Override
  public <T> Job quietly(Work<T> work, Consumer<T> done, Consumer<String> failed) {
    return run("", work, done, failed);
  }

  @Override
  public ObservableList<Job> jobs() {
    return FXCollections.emptyObservableList();
  }

  private static final Progress NO_PROGRESS =
      new Progress() {
        @Override
        public void report(double done, String message) {}

        @Override
        public boolean isCancelled() {
          return false;
        }
      };
}
