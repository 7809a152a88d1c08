package bonsai.app.runs.gates;

import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunPast;
import bonsai.train.GatedPart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Which gates of the shown run are looked at, and at which of their samples. */
public final class GatesModel {
  /** However long a run was, it is played in so many seconds. */
  private static final double SECONDS = 12;

  private final ReadOnlyObjectWrapper<List<GatePast>> tracks =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Optional<GatePast>> track =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyIntegerWrapper position = new ReadOnlyIntegerWrapper();
  private final ReadOnlyBooleanWrapper playing = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper following = new ReadOnlyBooleanWrapper(true);
  private Optional<RunPast.Points> valid = Optional.empty();
  private String run = "";
  private String name = "";
  private boolean chosen;

  /** Samples to go on, with the fraction that is not shown yet. */
  private double due;

  /** The gates there are: one for each stage and part that has some. */
  public ReadOnlyObjectProperty<List<GatePast>> tracksProperty() {
    return tracks.getReadOnlyProperty();
  }

  /** Those that are looked at, with their newest samples. */
  public ReadOnlyObjectProperty<Optional<GatePast>> trackProperty() {
    return track.getReadOnlyProperty();
  }

  /** The sample that is looked at. */
  public ReadOnlyIntegerProperty positionProperty() {
    return position.getReadOnlyProperty();
  }

  ReadOnlyBooleanProperty playingProperty() {
    return playing.getReadOnlyProperty();
  }

  /** Whether the newest sample is shown, also when there are more. */
  ReadOnlyBooleanProperty followingProperty() {
    return following.getReadOnlyProperty();
  }

  /** Valid F1 through all stages; empty before the first evaluation. */
  Optional<RunPast.Points> valid() {
    return valid;
  }

  /** The run's name. */
  String name() {
    return name;
  }

  /** Shows no run. */
  public void clear() {
    run = "";
    name = "";
    valid = Optional.empty();
    playing.set(false);
    tracks.set(List.of());
    track.set(Optional.empty());
  }

  /** Shows what a run's log has said so far; another run begins at its end. */
  public void show(String id, String runName, RunPast past) {
    name = runName;
    if (!id.equals(run)) {
      run = id;
      chosen = false;
      playing.set(false);
      following.set(true);
      track.set(Optional.empty());
    }
    valid = Optional.of(past.valid()).filter(points -> !points.value().isEmpty());
    tracks.set(past.gates());
    var now = chosen ? track.get().flatMap(this::newest) : Optional.<GatePast>empty();
    update(now.or(() -> last(past.gates())));
  }

  private Optional<GatePast> newest(GatePast known) {
    return tracks.get().stream().filter(known::isSame).findFirst();
  }

  private static Optional<GatePast> last(List<GatePast> gates) {
    return gates.isEmpty() ? Optional.empty() : Optional.of(gates.getLast());
  }

  private void update(Optional<GatePast> now) {
    if (now.flatMap(gates -> track.get().filter(gates::isSame)).isEmpty()) {
      playing.set(false);
      following.set(true);
    }
    track.set(now);
    var last = now.map(gates -> gates.size() - 1).orElse(0);
    if (following.get() || position.get() > last) {
      position.set(last);
    }
  }

  /** Looks at the gates of a stage, on the same part as now if it has them. */
  void chooseStage(int stage) {
    var part = track.get().map(GatePast::part);
    var ofStage = tracks.get().stream().filter(gates -> gates.stage() == stage).toList();
    choose(
        ofStage.stream()
            .filter(gates -> part.equals(Optional.of(gates.part())))
            .findFirst()
            .or(() -> last(ofStage)));
  }

  /** Looks at the gates on a part in the same stage. */
  void choosePart(GatedPart part) {
    choose(
        tracks.get().stream()
            .filter(gates -> track.get().filter(now -> now.stage() == gates.stage()).isPresent())
            .filter(gates -> gates.part() == part)
            .findFirst());
  }

  private void choose(Optional<GatePast> wanted) {
    wanted.ifPresent(
        gates -> {
          chosen = true;
          update(wanted);
        });
  }

  // ---- time ----

  /** Looks at a sample; at the last one it goes with those that come. */
  void move(int sample) {
    playing.set(false);
    to(sample);
  }

  private void to(int sample) {
    track
        .get()
        .ifPresent(
            gates -> {
              var last = gates.size() - 1;
              position.set(Math.clamp(sample, 0, last));
              following.set(position.get() == last);
            });
  }

  /** Looks at the sample nearest to a step that is counted through all stages. */
  void moveTo(double place) {
    track.get().ifPresent(gates -> move(gates.nearest(place)));
  }

  /** Shows the newest sample, and those that come. */
  void follow() {
    move(Integer.MAX_VALUE);
  }

  /** Plays from here on, or from the beginning where this is the end; or pauses. */
  void togglePlaying() {
    if (playing.get()) {
      playing.set(false);
      return;
    }
    track
        .get()
        .filter(gates -> gates.size() > 1)
        .ifPresent(
            gates -> {
              if (position.get() == gates.size() - 1) {
                to(0);
              }
              due = 0;
              playing.set(true);
            });
  }

  /** Time goes by while it plays. */
  void tick(double seconds) {
    if (!playing.get() || track.get().isEmpty()) {
      return;
    }
    var last = track.get().get().size() - 1;
    due += seconds * last / SECONDS;
    var whole = (int) due;
    due -= whole;
    to(position.get() + whole);
    if (position.get() == last) {
      playing.set(false);
    }
  }

  // ---- words ----

  /** Where the scrubber is: {@code Step 1,200 · 72 of 144 heads open · valid F1 0.9012}. */
  String positionText() {
    return track
        .get()
        .map(
            gates -> {
              var at = Math.min(position.get(), gates.size() - 1);
              var text =
                  String.format(
                      Locale.ROOT,
                      "Step %,d · %,d of %,d %s open",
                      gates.step(at),
                      gates.open(at),
                      gates.gates(),
                      gates.many());
              return f1(gates.place(at))
                  .map(f1 -> text + String.format(Locale.ROOT, " · valid F1 %.4f", f1))
                  .orElse(text);
            })
        .orElse("");
  }

  /** The last valid F1 at a place or before it. */
  private Optional<Double> f1(double place) {
    return valid.flatMap(
        points -> {
          var before = points.step().firstAtLeast(Math.nextUp(place)) - 1;
          return before < 0 ? Optional.empty() : Optional.of(points.value().get(before));
        });
  }

  /** What a cell says at the sample that is looked at. */
  String cellText(int set, int gate) {
    return track
        .get()
        .filter(gates -> set >= 0 && set < gates.sets() && gate >= 0 && gate < gates.gates(set))
        .map(
            gates -> {
              var at = Math.min(position.get(), gates.size() - 1);
              return String.format(
                  Locale.ROOT,
                  "Layer %d, %s %d: openness %.3f, log α %.3f%s",
                  set,
                  gates.one(),
                  gate,
                  gates.openness(at, set, gate),
                  gates.logAlpha(at, set, gate),
                  showsRemoved() && gates.isRemoved(set, gate) ? ", removed" : "");
            })
        .orElse("");
  }

  /** Whether what was removed is to be crossed out: at the end. */
  boolean showsRemoved() {
    return track
        .get()
        .filter(gates -> gates.removed().isPresent() && position.get() == gates.size() - 1)
        .isPresent();
  }

  /** What went in the end, and why; empty before. */
  String removedText() {
    return showsRemoved()
        ? track.get().flatMap(GatePast::removed).map(gone -> gone.message()).orElse("")
        : "";
  }
}
