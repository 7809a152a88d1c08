package bonsai.run;

import bonsai.base.Folders;
import bonsai.run.RunSpec.CheckpointPolicy;
import bonsai.train.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The checkpoints of one stage of a run: the last two good ones of its state, and of its best
 * model, and the model that its training began with. A kill or a full disk at any moment costs at
 * most what was being written.
 */
public final class CheckpointStore implements Checkpoints {
  private static final int KEPT = 2;

  /** A checkpoint that is now on the disk. */
  public record Saved(long step, boolean best, long bytes, double seconds) {}

  private final Path folder;
  private final int stage;
  private final CheckpointPolicy policy;
  private final Consumer<String> warn;
  private final Consumer<Saved> saved;
  private final LongSupplier nanoTime;
  private long lastSave;
  private Optional<Kept> resumedFrom = Optional.empty();
  private final Set<Path> damaged = new HashSet<>();

  /** Found intact, or written, by this process: hashing a gigabyte once is enough. */
  private final Set<Path> intact = new HashSet<>();

  /**
   * Opens the store and removes what a killed writer left half done.
   *
   * @param folder the run's folder of checkpoints; need not exist
   * @param warn told, in a sentence, of a checkpoint that had to be passed over
   * @param saved told of each checkpoint once it is safe
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public CheckpointStore(
      Path folder,
      int stage,
      CheckpointPolicy policy,
      Consumer<String> warn,
      Consumer<Saved> saved,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.stage = stage;
    this.policy = policy;
    this.warn = warn;
    this.saved = saved;
    this.nanoTime = nanoTime;
    this.lastSave = nanoTime.getAsLong();
    SafeFolder.sweep(folder);
  }

  @Override
  public boolean due(long step) {
    return policy.everySteps() > 0 && step % policy.everySteps() == 0
        || policy.everyMinutes() > 0
            && nanoTime.getAsLong() - lastSave >= policy.everyMinutes() * 60e9;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StorageException if the disk will not take it
   */
  @Override
  public void save(long step, Consumer<Path> content) {
    // Paused again before the first step: the state on the disk is this very one.
    if (resumedFrom.filter(kept -> kept.step == step).isEmpty()) {
      tell(Slot.STATE, step, content);
    }
    lastSave = nanoTime.getAsLong();
  }

  /**
   * {@inheritDoc}
   *
   * @throws StorageException if the disk will not take it
   */
  @Override
  public void saveBest(long step, Consumer<Path> content) {
    tell(Slot.BEST, step, content);
  }

  @Override
  public Optional<Path> latest() {
    resumedFrom = latestGood(Slot.STATE);
    return resumedFrom.map(Kept::path);
  }

  @Override
  public Optional<Path> best() {
    return latestGood(Slot.BEST).map(Kept::path);
  }

  /**
   * {@inheritDoc}
   *
   * @throws StorageException if the disk will not take it
   */
  @Override
  public void saveStart(Consumer<Path> content) {
    keep(Slot.START, 0, content);
  }

  @Override
  public Optional<Path> start() {
    return latestGood(Slot.START).map(Kept::path);
  }

  /** The step of the latest good checkpoint; 0 if there is none. */
  public long latestStep() {
    return latest().isEmpty() ? 0 : resumedFrom.orElseThrow().step;
  }

  /** Deletes all checkpoints of this stage: its model is safe elsewhere. */
  public void clear() {
    for (var slot : Slot.values()) {
      kept(slot).forEach(each -> Folders.delete(each.path));
    }
    resumedFrom = Optional.empty();
  }

  /** What a checkpoint holds; the label is part of its folder's name. */
  private enum Slot {
    STATE("step"),
    BEST("best"),
    START("start");

    private final String label;

    Slot(String label) {
      this.label = label;
    }
  }

  private record Kept(long step, Path path) {}

  private void tell(Slot slot, long step, Consumer<Path> content) {
    var started = nanoTime.getAsLong();
    var bytes = keep(slot, step, content);
    saved.accept(new Saved(step, slot == Slot.BEST, bytes, (nanoTime.getAsLong() - started) / 1e9));
  }

  /** Returns the bytes it takes. */
  private long keep(Slot slot, long step, Consumer<Path> content) {
    var path = folder.resolve("stage-%d-%s-%09d".formatted(stage, slot.label, step));
    var manifest = SafeFolder.write(path, content);
    damaged.remove(path);
    intact.add(path);
    prune(slot, step);
    return manifest.bytes();
  }

  /**
   * Keeps the newest and the good one before it. Those of later steps belong to a course of steps
   * that is being repeated.
   */
  private void prune(Slot slot, long newest) {
    var earlier = 0;
    for (var each : kept(slot)) {
      if (each.step > newest
          || damaged.contains(each.path)
          || each.step < newest && ++earlier >= KEPT) {
        Folders.delete(each.path);
      }
    }
  }

  private Optional<Kept> latestGood(Slot slot) {
    for (var each : kept(slot)) {
      if (intact.contains(each.path)) {
        return Optional.of(each);
      }
      if (damaged.contains(each.path)) {
        continue;
      }
      var damage = SafeFolder.damage(each.path);
      if (damage.isEmpty()) {
        intact.add(each.path);
        return Optional.of(each);
      }
      damaged.add(each.path);
      warn.accept(
          "The checkpoint "
              + each.path.getFileName()
              + " is damaged ("
              + damage.get()
              + "): going back to the one before it.");
    }
    return Optional.empty();
  }

  /** The checkpoints in a slot, latest step first. */
  private List<Kept> kept(Slot slot) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var name = Pattern.compile("stage-" + stage + "-" + slot.label + "-(\\d{9,18})");
    try (var entries = Files.list(folder)) {
      return entries
          .flatMap(
              entry ->
                  name.matcher(entry.getFileName().toString())
                      .results()
                      .filter(match -> match.group().equals(entry.getFileName().toString()))
                      .map(match -> new Kept(Long.parseLong(match.group(1)), entry)))
          .sorted(Comparator.comparingLong(Kept::step).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
