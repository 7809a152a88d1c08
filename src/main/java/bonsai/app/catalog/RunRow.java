package bonsai.app.catalog;

import bonsai.run.RunFolder;
import bonsai.run.RunFolder.About;
import bonsai.run.RunSpec;
import bonsai.run.RunStatus;
import java.util.Optional;

/**
 * A run as lists show it.
 *
 * @param spec empty if {@code run.json} cannot be read
 * @param status empty if the folder cannot be read
 * @param problem why something is missing, in one sentence
 */
public record RunRow(
    RunFolder folder,
    Optional<RunSpec> spec,
    About about,
    Optional<RunStatus> status,
    Optional<String> problem) {
  public String id() {
    return folder.id();
  }

  /** What people call it: the name they gave it, else its spec's, else its id. */
  public String name() {
    return about.displayName().or(() -> spec.map(RunSpec::name)).orElseGet(this::id);
  }
}
