package bonsai.app;

import java.nio.file.Path;
import java.util.List;

/** The processes that a test has started: another class of tests beside it may have its own. */
public final class Children {
  private Children() {}

  /**
   * Those that are alive and work in a folder, which workers and taggers name among their flags.
   */
  public static List<ProcessHandle> in(Path folder) {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(
            child ->
                child.info().commandLine().filter(it -> it.contains(folder.toString())).isPresent())
        .toList();
  }
}
