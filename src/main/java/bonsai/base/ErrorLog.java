package bonsai.base;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The file that keeps what nobody expected, with its stack trace, for a report. It is written only
 * then: a program that works leaves no log.
 *
 * @param workspace the one whose log it is
 */
public record ErrorLog(Workspace workspace) {
  private static final String NAME = "bonsai.log";
  private static final String BEFORE = "bonsai.1.log";
  private static final long LARGEST = 1_000_000;

  /** Where the log is, or will be. */
  public Path file() {
    return workspace.root().resolve("logs").resolve(NAME);
  }

  /** What it holds at present; empty where nothing has been written. */
  public Optional<String> text() {
    try {
      return Files.exists(file())
          ? Optional.of(new String(Files.readAllBytes(file()), StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException e) {
      throw new UserException("The log " + file() + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Writes down what was thrown.
   *
   * @param during what the program was doing; no texts, tokens or paths of the user
   * @return the file
   * @throws UserException if the workspace cannot be made
   * @throws IOException if the file cannot be written
   */
  public Path append(String during, Throwable thrown) throws IOException {
    var file = workspace.logs().resolve(NAME);
    if (Files.exists(file) && Files.size(file) > LARGEST) {
      Files.move(file, file.resolveSibling(BEFORE), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        file, entry(during, thrown), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return file;
  }

  private static String entry(String during, Throwable thrown) {
    var program = Program.here();
    var text = new StringWriter();
    var out = new PrintWriter(text);
    out.printf(
        "%s  %s  Bonsai %s%s, Java %s, %s %s%n",
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        during,
        program.version(),
        program.commit().map(commit -> " (" + commit + ")").orElse(""),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    thrown.printStackTrace(out);
    out.println();
    out.flush();
    return text.toString();
  }
}
