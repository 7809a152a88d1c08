package bonsai.app;

import bonsai.app.kit.Background;
import bonsai.app.kit.Job;
import bonsai.app.kit.Progress;
import bonsai.base.UserException;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Does "background" work at once and in the same thread, so that a test needs not wait. */
public final class SameThread implements Background {
  private OptionalInt cancelled = OptionalInt.empty();

  /**
   * Cancels the next job.
   *
   * @param looks how often it finds before that it is not cancelled; with none it does not begin
   */
  public void cancelNext(int looks) {
    cancelled = OptionalInt.of(looks);
  }

  @Override
  public <T> Job run(
      String title,
      Work<T> work,
      Consumer<T> done,
      Consumer<String> failed,
      Runnable whenCancelled) {
    var looks = cancelled;
    cancelled = OptionalInt.empty();
    try {
      if (looks.isEmpty()) {
        done.accept(work.run(new Watched(OptionalInt.empty())));
      } else {
        if (looks.getAsInt() > 0) {
          work.run(new Watched(looks));
        }
        whenCancelled.run();
      }
    } catch (UserException e) {
      failed.accept(e.getMessage());
    } catch (Exception e) {
      throw new AssertionError(title, e);
    }
    return Job.ended(title);
  }

  @Override
  public <T> Job quietly(
      Work<T> work, Consumer<T> done, Consumer<String> failed, Runnable whenCancelled) {
    return run("", work, done, failed, whenCancelled);
  }

  @Override
  public ObservableList<Job> jobs() {
    return FXCollections.emptyObservableList();
  }

  /** Says that the work is cancelled once it has been asked often enough. */
  private static final class Watched implements Progress {
    private final OptionalInt most;
    private int looks;

    Watched(OptionalInt most) {
      this.most = most;
    }

    @Override
    public void report(double done, String message) {}

    @Override
    public boolean isCancelled() {
      return most.isPresent() && looks++ >= most.getAsInt();
    }
  }
}
