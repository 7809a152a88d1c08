package bonsai.app.shell;

import bonsai.base.ErrorLog;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Executor;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nobody expected: written into the workspace's log, and told in a sentence each. */
public final class Mishaps {
  private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);

  private final ErrorLog log;
  private final Executor toolkit;
  private final ObservableList<String> sentences = FXCollections.observableArrayList();
  private final ObservableList<String> view = FXCollections.unmodifiableObservableList(sentences);

  /**
   * @param toolkit runs something on the toolkit's thread, later
   */
  public Mishaps(Workspace workspace, Executor toolkit) {
    this.log = new ErrorLog(workspace);
    this.toolkit = toolkit;
  }

  /** What has happened so far, a sentence each; changes on the toolkit's thread. */
  public ObservableList<String> sentences() {
    return view;
  }

  /** The log with what was thrown. */
  ErrorLog log() {
    return log;
  }

  /**
   * Writes down what was thrown; on any thread.
   *
   * @param during what the program was doing
   * @return the sentence that tells of it
   */
  public String record(String during, Throwable thrown) {
    var sentence =
        String.format(
            Locale.ROOT,
            "Something unexpected happened (%s: %s); this is a defect, please report it with %s.",
            during,
            thrown.getClass().getSimpleName(),
            written(during, thrown));
    toolkit.execute(() -> sentences.add(sentence));
    return sentence;
  }

  /** Writes down what ended a thread that nobody looks after: one that follows a run, say. */
  public void died(Thread thread, Throwable thrown) {
    // What comes behind the first word may be the user's: the name of a run.
    var name = thread.getName().split(" ")[0];
    record(name.isEmpty() ? "thread" : name, thrown);
  }

  private String written(String during, Throwable thrown) {
    try {
      return "the log " + log.append(during, thrown);
    } catch (IOException | UserException e) {
      // The one place where a trace is shown: there is no other that could keep it.
      LOG.error("Unexpected: {}", during, thrown);
      return "the terminal's output";
    }
  }
}
