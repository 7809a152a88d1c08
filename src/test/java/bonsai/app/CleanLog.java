package bonsai.app;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test during which JavaFX warned, of a stylesheet for example, or a thread died of an
 * exception. Registered for all tests in {@code META-INF/services}.
 */
public final class CleanLog implements BeforeEachCallback, AfterEachCallback {
  private static final Logger TOOLKIT = Logger.getLogger("javafx");
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(CleanLog.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    var watch = new Watch(Thread.getDefaultUncaughtExceptionHandler());
    TOOLKIT.addHandler(watch);
    Thread.setDefaultUncaughtExceptionHandler(watch::died);
    context.getStore(HERE).put(Watch.class, watch);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var watch = context.getStore(HERE).remove(Watch.class, Watch.class);
    TOOLKIT.removeHandler(watch);
    Thread.setDefaultUncaughtExceptionHandler(watch.before);
    if (!watch.complaints().isEmpty()) {
      throw new AssertionError("Something was amiss in the log:\n" + watch.complaints());
    }
  }

  private static final class Watch extends Handler {
    private final Thread.UncaughtExceptionHandler before;
    private final List<String> complaints = new ArrayList<>();

    Watch(Thread.UncaughtExceptionHandler before) {
      this.before = before;
    }

    synchronized List<String> complaints() {
      return List.copyOf(complaints);
    }

    @Override
    public synchronized void publish(LogRecord record) {
      // Being on the class path is how the program runs.
      if (record.getLevel().intValue() >= Level.WARNING.intValue()
          && !record.getMessage().contains("Unsupported JavaFX configuration")) {
        complaints.add(record.getLevel() + ": " + record.getMessage() + cause(record));
      }
    }

    private static String cause(LogRecord record) {
      return record.getThrown() == null ? "" : " " + record.getThrown();
    }

    void died(Thread thread, Throwable thrown) {
      synchronized (this) {
        complaints.add(thread.getName() + " died of " + thrown);
      }
      if (before != null) {
        before.uncaughtException(thread, thrown);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
