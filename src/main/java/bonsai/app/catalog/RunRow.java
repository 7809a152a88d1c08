package bonsai.app.catalog;

import bonsai.run.RunFolder;
import bonsai.run.RunFolder.About;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as lists show it.
 *
 * @param spec empty if {@code run.json} cannot be read
 * @param status empty if the log or the lock cannot be read
 * @param started when its first worker began, or, before that, when the run was made
 * @param hasModel whether there is a result that can tag
 * @param hasCheckpoint whether a worker can go on from a saved state
 * @param problem why something is missing, in one sentence
 */
public record RunRow(
    RunFolder folder,
    Optional<RunSpec> spec,
    About about,
    Optional<RunStatus> status,
    Optional<Instant> started,
    boolean hasModel,
    boolean hasCheckpoint,
    Optional<String> problem) {
  public String id() {
    return folder.id();
  }

  /** What people call it: the name they gave it, else its spec's, else its id. */
  public String name() {
    return about.displayName().or(() -> spec.map(RunSpec::name)).orElseGet(this::id);
  }

  /** How it is doing; empty if that cannot be read. */
  public Optional<RunState> state() {
    return status.map(RunStatus::state);
  }

  public boolean isRunning() {
    return state().filter(state -> state == RunState.RUNNING).isPresent();
  }

  /** Whether it has come to an end with a model that can be used. */
  public boolean hasResult() {
    return hasModel
        && state()
            .filter(state -> state == RunState.FINISHED || state == RunState.STOPPED)
            .isPresent();
  }

  /** Whether a worker could begin it, or go on with it. */
  public boolean isResumable() {
    return spec.isPresent() && state().filter(RunState::isResumable).isPresent();
  }
}
