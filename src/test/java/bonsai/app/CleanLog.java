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
 * exception; of two tests at the same time both, since a thread does not tell whose it was.
 * Registered for all tests in {@code META-INF/services}.
 */
public final class CleanLog implements BeforeEachCallback, AfterEachCallback {
  private static final Logger TOOLKIT = Logger.getLogger("javafx");
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(CleanLog.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(HERE).put("heard", watch(context).complaints(0).size());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var heard = context.getStore(HERE).remove("heard", Integer.class);
    var complaints = watch(context).complaints(heard);
    if (!complaints.isEmpty()) {
      throw new AssertionError("Something was amiss in the log:\n" + complaints);
    }
  }

  /** One for all tests, from the first to the last. */
  private static Watch watch(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(Watch.class, any -> new Watch(), Watch.class);
  }

  private static final class Watch extends Handler implements AutoCloseable {
    private final Thread.UncaughtExceptionHandler before =
        Thread.getDefaultUncaughtExceptionHandler();
    private final List<String> complaints = new ArrayList<>();

    Watch() {
      TOOLKIT.addHandler(this);
      Thread.setDefaultUncaughtExceptionHandler(this::died);
    }

    /** All but the first so many. */
    synchronized List<String> complaints(int heard) {
      return List.copyOf(complaints.subList(heard, complaints.size()));
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

    private void died(Thread thread, Throwable thrown) {
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
    public void close() {
      TOOLKIT.removeHandler(this);
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
