package bonsai.app.recipe;

import bonsai.base.Program;
import bonsai.base.Workspace;
import bonsai.run.RunSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to type into a shell to start a run.
 *
 * @param program what the shell calls this program
 * @param workspace where the run is to be, unless the program would put it there anyway
 */
record StartCommand(String program, Optional<Path> workspace) {
  /** A command that puts the run where this window looks for it. */
  static StartCommand of(Workspace workspace, Map<String, String> environment) {
    var usual = Workspace.of(Optional.empty(), environment);
    return new StartCommand(
        Program.command(),
        Optional.of(workspace.root()).filter(root -> !root.equals(usual.root())));
  }

  /**
   * Lines for a POSIX shell.
   *
   * @param saved the file that holds just this spec; without one the lines make it
   */
  String lines(RunSpec spec, Optional<Path> saved) {
    if (saved.isPresent()) {
      return run(saved.get().toString());
    }
    var name = spec.name() + ".json";
    return "cat > %s <<'END'\n%sEND\n%s".formatted(name, spec.toJson(), run(name));
  }

  private String run(String file) {
    var place = workspace.map(root -> " --workspace " + quoted(root.toString())).orElse("");
    return quoted(program) + " run " + quoted(file) + place + "\n";
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
