package bonsai.app.runs.live;

import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Samples of the gates of one stage on one part, as they come; of one thread. */
final class GateTrack {
  private static final int INITIAL = 64;

  private final int stage;
  private final String technique;
  private final GatedPart part;
  private int[] starts = {0};
  private int size;
  private long[] steps = new long[INITIAL];
  private double[] places = new double[INITIAL];
  private int[] open = new int[INITIAL];
  private float[] logAlpha = {};
  private Optional<TrainingEvent.Removed> removed = Optional.empty();

  GateTrack(int stage, String technique, GatedPart part) {
    this.stage = stage;
    this.technique = technique;
    this.part = part;
  }

  int stage() {
    return stage;
  }

  boolean isOf(int ofStage, GatedPart ofPart) {
    return stage == ofStage && part == ofPart;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * @param place the step, counted through all stages
   */
  void add(TrainingEvent.Gates gates, double place) {
    var shape = starts(gates.logAlpha());
    if (!Arrays.equals(shape, starts)) {
      starts = shape; // other gates: nothing before can be compared with them
      truncate(0);
    }
    var each = starts[starts.length - 1];
    if (size == steps.length) {
      var larger = steps.length + (steps.length >> 1);
      steps = Arrays.copyOf(steps, larger);
      places = Arrays.copyOf(places, larger);
      open = Arrays.copyOf(open, larger);
    }
    if ((size + 1) * each > logAlpha.length) {
      logAlpha = Arrays.copyOf(logAlpha, steps.length * each);
    }
    var at = size * each;
    var counted = 0;
    for (var set : gates.logAlpha()) {
      for (var value : set) {
        logAlpha[at++] = value;
        counted += GatePast.openness(value) > 0 ? 1 : 0;
      }
    }
    steps[size] = gates.step();
    places[size] = place;
    open[size] = counted;
    size++;
  }

  private static int[] starts(List<List<Float>> sets) {
    var starts = new int[sets.size() + 1];
    for (var set = 0; set < sets.size(); set++) {
      starts[set + 1] = starts[set] + sets.get(set).size();
    }
    return starts;
  }

  void remove(TrainingEvent.Removed event) {
    removed = Optional.of(event);
  }

  /** Drops what is behind a step of the stage; tells whether there was anything. */
  boolean dropBehind(long step) {
    var keep = size;
    while (keep > 0 && steps[keep - 1] > step) {
      keep--;
    }
    var any = keep < size || removed.filter(gone -> gone.step() > step).isPresent();
    if (keep < size) {
      truncate(keep);
    }
    removed = removed.filter(gone -> gone.step() <= step);
    return any;
  }

  /** In arrays of their own: those before may be shown still. */
  private void truncate(int keep) {
    var each = starts[starts.length - 1];
    var length = Math.max(keep, INITIAL);
    steps = Arrays.copyOf(steps, length);
    places = Arrays.copyOf(places, length);
    open = Arrays.copyOf(open, length);
    logAlpha = Arrays.copyOf(logAlpha, length * each);
    size = keep;
  }

  GatePast past() {
    return new GatePast(
        stage, technique, part, starts, size, steps, places, logAlpha, open, removed);
  }
}
