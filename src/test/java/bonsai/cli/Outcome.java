package bonsai.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command did. */
record Outcome(int exitCode, String out, String err) {
  /** For commands that open none. */
  static final Window NO_WINDOW =
      workspace -> {
        throw new AssertionError("the window was opened");
      };

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
