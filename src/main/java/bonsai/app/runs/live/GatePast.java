package bonsai.app.runs.live;

import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.util.Arrays;
import java.util.Optional;

/**
 * The gates of one stage on one part of the layers, as the log has told them up to some moment.
 * Arrays behind it may grow, and are never changed before their end.
 */
public final class GatePast {
  /** A gate's hard-concrete stretch (Louizos et al., arXiv 1712.01312, section 2.2). */
  private static final double STRETCH = 1.2;

  private static final double SHIFT = 0.1;

  private final int stage;
  private final String technique;
  private final GatedPart part;
  private final int[] starts;
  private final int size;
  private final long[] steps;
  private final double[] places;
  private final float[] logAlpha;
  private final int[] open;
  private final Optional<TrainingEvent.Removed> removed;

  /**
   * @param starts where each set of gates begins in a sample, and where the last one ends
   * @param size how many samples there are
   * @param steps of the stage, a sample each
   * @param places the same steps, counted through all stages
   * @param open how many gates are not closed, a sample each
   */
  GatePast(
      int stage,
      String technique,
      GatedPart part,
      int[] starts,
      int size,
      long[] steps,
      double[] places,
      float[] logAlpha,
      int[] open,
      Optional<TrainingEvent.Removed> removed) {
    this.stage = stage;
    this.technique = technique;
    this.part = part;
    this.starts = starts;
    this.size = size;
    this.steps = steps;
    this.places = places;
    this.logAlpha = logAlpha;
    this.open = open;
    this.removed = removed;
  }

  /** How far a gate is open without noise, from 0 to 1, exactly at both ends. */
  public static double openness(float logAlpha) {
    return Math.clamp(STRETCH / (1 + Math.exp(-logAlpha)) - SHIFT, 0, 1);
  }

  /** From 0. */
  public int stage() {
    return stage;
  }

  /** The stage's technique; empty if the log does not tell. */
  public String technique() {
    return technique;
  }

  public GatedPart part() {
    return part;
  }

  /** How many samples there are; at least one. */
  public int size() {
    return size;
  }

  /** Sets of gates: layers, or groups of them. */
  public int sets() {
    return starts.length - 1;
  }

  /** Gates of a set. */
  public int gates(int set) {
    return starts[set + 1] - starts[set];
  }

  /** Gates of the largest set. */
  public int mostGates() {
    var most = 0;
    for (var set = 0; set < sets(); set++) {
      most = Math.max(most, gates(set));
    }
    return most;
  }

  /** Gates of all sets together. */
  public int gates() {
    return starts[starts.length - 1];
  }

  /** The stage's step of a sample. */
  public long step(int sample) {
    return steps[sample];
  }

  /** That step counted through all stages. */
  public double place(int sample) {
    return places[sample];
  }

  public float logAlpha(int sample, int set, int gate) {
    return logAlpha[sample * gates() + starts[set] + gate];
  }

  public double openness(int sample, int set, int gate) {
    return openness(logAlpha(sample, set, gate));
  }

  /** How many gates are not closed. */
  public int open(int sample) {
    return open[sample];
  }

  /** The sample nearest to a place. */
  public int nearest(double place) {
    var at = Arrays.binarySearch(places, 0, size, place);
    if (at >= 0) {
      return at;
    }
    var right = -at - 1;
    if (right == 0) {
      return 0;
    }
    return right == size || place - places[right - 1] < places[right] - place ? right - 1 : right;
  }

  /** What went in the end; empty as long as nothing did. */
  public Optional<TrainingEvent.Removed> removed() {
    return removed;
  }

  /** Whether what a gate was on is gone. */
  public boolean isRemoved(int set, int gate) {
    return removed
        .filter(gone -> set < gone.kept().size() && gate < gone.kept().get(set).size())
        .filter(gone -> !gone.kept().get(set).get(gate))
        .isPresent();
  }

  /** Whether both tell of the same gates, at other moments perhaps. */
  public boolean isSame(GatePast other) {
    return stage == other.stage && part == other.part;
  }

  /** What a gate is on: {@code head}, or {@code group of units}. */
  public String one() {
    return switch (part) {
      case HEADS -> "head";
      case UNITS -> "group";
    };
  }

  /** What the gates are on: {@code heads}, or {@code groups of units}. */
  public String many() {
    return switch (part) {
      case HEADS -> "heads";
      case UNITS -> "groups of units";
    };
  }
}
