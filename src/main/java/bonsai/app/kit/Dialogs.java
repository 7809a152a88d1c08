package bonsai.app.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Questions to the person at the screen; tests answer them by a twin of their own. */
public interface Dialogs {
  /** An existing folder. */
  Optional<Path> chooseFolder(String title);

  /**
   * An existing file.
   *
   * @param kind what the files are, such as {@code Run specs}
   * @param patterns such as {@code *.json}
   */
  Optional<Path> chooseFile(String title, String kind, List<String> patterns);

  /** A file to write to. */
  Optional<Path> saveFile(String title, String name, String kind, List<String> patterns);
}
