package bonsai.cli;

import static org.assertj.core.api.Assertions.fail;

import bonsai.base.Workspace;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a command did. */
record Outcome(int exitCode, String out, String err) {
  /** For commands that open none. */
  static final Window NO_WINDOW = new NoWindow(opened -> fail("the window was opened"));

  /** Stands for the window where there is none. */
  record NoWindow(Consumer<Workspace> opened) implements Window {
    @Override
    public void open(Workspace workspace) {
      opened.accept(workspace);
    }

    @Override
    public List<Path> pictures(
        Workspace workspace, Path folder, Optional<String> run, List<String> only) {
      return fail("pictures were drawn");
    }

    @Override
    public WindowSpeed measure() {
      return fail("the window was measured");
    }
  }

  /** Runs a command in this process. */
  static Outcome of(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        BonsaiCommand.execute(NO_WINDOW, new PrintWriter(out), new PrintWriter(err), args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  /** Runs a command with that text on its standard input. */
  static Outcome withInput(String input, String... args) {
    var before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return of(args);
    } finally {
      System.setIn(before);
    }
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
