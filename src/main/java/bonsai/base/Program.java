package bonsai.base;

import java.util.Optional;

/**
 * Which Bonsai this is.
 *
 * @param version the release's number; {@code development} where it does not run from a jar
 * @param commit the sources it was built from, where its start knew that
 */
public record Program(String version, Optional<String> commit) {
  /** The system property by which a start from a checkout names its commit. */
  public static final String COMMIT = "bonsai.commit";

  /** The system property by which the launcher of an application image names itself. */
  private static final String LAUNCHER = "jpackage.app-path";

  /** What a shell calls this program: the image's launcher, else the one at a checkout's root. */
  public static String command() {
    return System.getProperty(LAUNCHER, "./bonsai");
  }

  public static Program here() {
    return new Program(
        Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
            .orElse("development"),
        Optional.ofNullable(System.getProperty(COMMIT)));
  }
}
