package bonsai.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where one stage of training keeps what it needs to go on after an interruption. What is kept is
 * whole or absent: a writer killed half-way leaves the checkpoint before it in place.
 */
public interface Checkpoints {
  /** Keeps nothing and is never due: for trainings that cannot be interrupted, such as timings. */
  static Checkpoints none() {
    return new Checkpoints() {
      @Override
      public boolean due(long step) {
        return false;
      }

      @Override
      public void save(long step, Consumer<Path> content) {}

      @Override
      public Optional<Path> latest() {
        return Optional.empty();
      }

      @Override
      public void saveBest(long step, Consumer<Path> content) {}

      @Override
      public Optional<Path> best() {
        return Optional.empty();
      }

      @Override
      public void saveStart(Consumer<Path> content) {}

      @Override
      public Optional<Path> start() {
        return Optional.empty();
      }
    };
  }

  /** Whether the run's policy asks for a checkpoint after this step; cheap enough for each step. */
  boolean due(long step);

  /**
   * Keeps the state after a step. The content is written to a fresh, empty folder, which becomes
   * the latest checkpoint once it is safely on disk; when this fails, the checkpoints before it are
   * untouched.
   *
   * @param content writes the state's files into the folder it is given
   */
  void save(long step, Consumer<Path> content);

  /** The folder of the latest checkpoint that is intact; read it before the next {@link #save}. */
  Optional<Path> latest();

  /** Keeps the best model so far in a place of its own, with the same safety. */
  void saveBest(long step, Consumer<Path> content);

  /** The folder of the best model so far; read it before the next {@link #saveBest}. */
  Optional<Path> best();

  /**
   * Keeps the model that the training begins with, with the same safety: to make it again could
   * take long, and on another machine would not give the same bits.
   */
  void saveStart(Consumer<Path> content);

  /** The folder of that model, if one was kept. */
  Optional<Path> start();
}
