package bonsai.app.recipe;

import bonsai.run.RunSpec;
import java.nio.file.Path;
import java.util.Optional;

/** What to type into a shell to start a run. */
final class StartCommand {
  private StartCommand() {}

  /**
   * Lines for a POSIX shell.
   *
   * @param saved the file that holds just this spec; without one the lines make it
   */
  static String of(RunSpec spec, Optional<Path> saved) {
    if (saved.isPresent()) {
      return "./bonsai run " + quoted(saved.get().toString()) + "\n";
    }
    var name = spec.name() + ".json";
    return "cat > %s <<'END'\n%sEND\n./bonsai run %s\n".formatted(name, spec.toJson(), name);
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
