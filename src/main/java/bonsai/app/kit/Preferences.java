package bonsai.app.kit;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * What the window remembers from one time to the next: texts by name, such as {@code window.width}.
 * Nothing depends on them: a file that is missing or damaged is as good as an empty one. They are
 * set by one thread, and may be saved by any.
 */
public final class Preferences {
  private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);

  private final Path file;
  private final Map<String, String> values;
  private final List<Runnable> listeners = new ArrayList<>();

  private Preferences(Path file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  /** Reads what was remembered. */
  public static Preferences read(Path file) {
    var values = new TreeMap<String, String>();
    try {
      if (Files.isRegularFile(file)) {
        // Jackson reads the text "null" as no map at all.
        Optional.ofNullable(
                Json.LINE.readValue(
                    Files.readAllBytes(file), new TypeReference<Map<String, String>>() {}))
            .ifPresent(values::putAll);
      }
    } catch (IOException | JacksonException e) {
      LOG.warn("The window's memory {} cannot be read and is begun anew", file);
    }
    return new Preferences(file, values);
  }

  public Optional<String> text(String name) {
    synchronized (values) {
      return Optional.ofNullable(values.get(name));
    }
  }

  /** A number that was remembered; empty if it is none. */
  public Optional<Double> number(String name) {
    try {
      return text(name).map(Double::valueOf).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Remembers a value; it is on the disk after {@link #save()}. */
  public void set(String name, Object value) {
    var text = value.toString();
    synchronized (values) {
      if (text.equals(values.put(name, text))) {
        return;
      }
    }
    listeners.forEach(Runnable::run);
  }

  /** Calls that whenever something else is to be remembered. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Writes everything down; one at a time, so that what is newest is written last. */
  public synchronized void save() {
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, json() + "\n");
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The window's memory {} cannot be written: {}", file, e.getMessage());
    }
  }

  private String json() {
    synchronized (values) {
      return Json.PRETTY.writeValueAsString(values);
    }
  }
}
