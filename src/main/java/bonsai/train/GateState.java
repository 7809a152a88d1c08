package bonsai.train;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Gates as a training leaves them: which are open, which stay, and whether there is more to do. */
final class GateState {
  /** From here on, a gate counts as open; it is closed only at exactly 0. */
  private static final double OPEN_FROM = 0.95;

  private final float[] logAlpha;
  private final OptionalInt keep;

  /**
   * @param logAlpha of each gate
   * @param keep how many are to stay, where a number is asked for
   */
  GateState(float[] logAlpha, OptionalInt keep) {
    this.logAlpha = logAlpha.clone();
    this.keep = keep;
  }

  private double z(int gate) {
    return HardConcrete.deterministic(logAlpha[gate]);
  }

  private IntStream gates() {
    return IntStream.range(0, logAlpha.length);
  }

  private int opened() {
    return (int) gates().filter(gate -> z(gate) > 0).count();
  }

  /** Whether each gate is open or closed, and as many open as are to be kept. */
  boolean isSettled() {
    if (gates().anyMatch(gate -> z(gate) > 0 && z(gate) < OPEN_FROM)) {
      return false;
    }
    // A price that has not closed anything yet may still do so.
    return keep.isEmpty() ? opened() < logAlpha.length : keep.getAsInt() == opened();
  }

  /** Those that are not fully closed. */
  boolean[] open() {
    var open = new boolean[logAlpha.length];
    gates().forEach(gate -> open[gate] = z(gate) > 0);
    return open;
  }

  /** Those that stay: just as many as are asked for, of the highest log α; else the open ones. */
  boolean[] kept() {
    if (keep.isEmpty()) {
      return open();
    }
    var kept = new boolean[logAlpha.length];
    gates()
        .boxed()
        .sorted(Comparator.comparingDouble(gate -> -logAlpha[gate])) // of equal ones the first
        .limit(keep.getAsInt())
        .forEach(gate -> kept[gate] = true);
    return kept;
  }

  /** Why the training ended, in a sentence or two. */
  String reason(Trainer.End end) {
    if (end == Trainer.End.STOPPED) {
      return "The run was stopped.";
    }
    if (keep.isEmpty() && gates().allMatch(gate -> z(gate) >= OPEN_FROM)) {
      return "The epochs were used up, and no gate had closed: a higher λ closes more.";
    }
    if (!isSettled()) {
      return "The epochs were used up before all gates were open or closed%s.%s"
          .formatted(keep.isPresent() ? " and the number was reached" : "", cut());
    }
    return "All gates had become open or closed%s."
        .formatted(keep.isPresent() ? ", and the number was reached" : "");
  }

  /**
   * Where more gates are open than are kept, closing the others changes what the model computes.
   */
  private String cut() {
    var cut = keep.isPresent() ? opened() - keep.getAsInt() : 0;
    if (cut == 1) {
      return " 1 gate that was still open was closed to reach it.";
    }
    return cut > 1 ? " %d gates that were still open were closed to reach it.".formatted(cut) : "";
  }
}
