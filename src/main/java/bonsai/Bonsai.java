package bonsai;

import bonsai.app.BonsaiWindow;
import bonsai.cli.BonsaiCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The program's entry point. */
public final class Bonsai {
  private Bonsai() {}

  public static void main(String[] args) {
    // Numbers look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    System.exit(BonsaiCommand.execute(new BonsaiWindow(), out, err, args));
  }
}
