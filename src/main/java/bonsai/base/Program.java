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

  public static Program here() {
    return new Program(
        Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
            .orElse("development"),
        Optional.ofNullable(System.getProperty(COMMIT)));
  }
}
