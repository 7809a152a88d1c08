package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.base.Workspace;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs are listed, in what order, and which are drawn. */
final class RunsModelTest {
  @TempDir private Path folder;
  private TestContext test;
  private RunsModel model;

  @BeforeEach
  void begin() {
    test = new TestContext(folder);
    model = new RunsModel(test.context());
  }

  @AfterEach
  void end() {
    model.close();
  }

  private RunFolder run(String name) {
    var folder = Runs.of(new Workspace(this.folder)).create(Preset.tiny());
    folder.about(new RunFolder.About(Optional.of(name), Optional.empty(), List.of(), false));
    return folder;
  }

  private RunFolder finished(String name, double f1) {
    var folder = run(name);
    try (var log = WrittenRun.of(folder)) {
      log.begins().steps(1, 3).finishes(f1, f1);
    }
    return folder;
  }

  private List<String> names() {
    return model.shown().stream().map(RunItem::name).toList();
  }

  private RunItem item(RunFolder run) {
    return model.find(run.id()).orElseThrow();
  }

  @Test
  void aRunThatWasMadeElsewhereAppears() {
    test.look();
    assertThat(model.shown()).isEmpty();

    run("other");
    test.look();

    assertThat(names()).containsExactly("other");
    assertThat(model.totalProperty().get()).isOne();
  }

  @Test
  void aRunIsMeasuredByTheOneItStartedFrom() {
    var before = finished("before", 0.5);
    RunFolder after;
    try (var log = WrittenRun.distilling(folder, before)) {
      log.begins().finishes(0.75, 0.75);
      after = log.folder();
    }
    test.look();

    assertThat(model.gain(item(after))).hasValue(0.25);
    assertThat(model.gain(item(before))).isEmpty();
  }

  @Test
  void aRunWhoseFolderIsGoneDisappearsWithItsSelection() throws Exception {
    var run = run("short");
    test.look();
    model.select(List.of(item(run)));

    Files.delete(run.path().resolve("about.json"));
    Files.delete(run.specFile());
    test.look();

    assertThat(model.shown()).isEmpty();
    assertThat(model.primary()).isEmpty();
    assertThat(model.drawn()).isEmpty();
  }

  @Test
  void whatIsKnownOfARunChangesInItsPlace() {
    var run = run("first name");
    test.look();
    var item = item(run);

    run.about(new RunFolder.About(Optional.of("second"), Optional.empty(), List.of("x"), false));
    test.look();

    assertThat(model.shown()).containsExactly(item);
    assertThat(item.name()).isEqualTo("second");
    assertThat(model.tags()).containsExactly("x");
  }

  @Test
  void aRunThatCannotBeReadIsListedWithTheReason() throws Exception {
    var run = run("broken");
    Files.writeString(run.specFile(), "{ nonsense");
    test.look();

    var row = item(run).row();

    assertThat(row.spec()).isEmpty();
    assertThat(row.problem().orElseThrow()).contains("run.json").contains("not valid JSON");
    assertThat(row.isResumable()).isFalse();
  }

  @Test
  void filtersAreJoined() {
    finished("embed rank 64", 0.9);
    finished("embed rank 128", 0.8);
    run("embed rank 64 again");
    test.look();

    model.filterProperty().set(RunsFilter.ALL.withSearch("RANK 64"));
    assertThat(names()).containsExactlyInAnyOrder("embed rank 64", "embed rank 64 again");

    model
        .filterProperty()
        .set(RunsFilter.ALL.withSearch("rank 64").withState(Optional.of(RunState.FINISHED)));
    assertThat(names()).containsExactly("embed rank 64");
  }

  @Test
  void runsAreSortedAndStaySortedAsTheyChange() {
    finished("b", 0.7);
    finished("a", 0.9);
    test.look();
    model.order(Comparator.comparing(item -> item.f1().orElse(0)));
    assertThat(names()).containsExactly("b", "a");

    finished("c", 0.8);
    test.look();

    assertThat(names()).containsExactly("b", "c", "a");
  }

  @Test
  void rowsStayWhereTheyAreWhileSomebodyTypes() {
    finished("a", 0.9);
    test.look();
    model.editing(true);
    run("new");
    test.look();
    assertThat(names()).containsExactly("a");

    model.editing(false);
    assertThat(names()).hasSize(2);
  }

  @Test
  void aThousandRunsAreListed() throws Exception {
    var one = run("number 0");
    for (var i = 1; i < 1_000; i++) {
      var copy = one.path().resolveSibling("2026-01-01-copy-" + i);
      Files.createDirectory(copy);
      Files.copy(one.specFile(), copy.resolve("run.json"));
    }
    test.look();
    assertThat(model.shown()).hasSize(1_000);

    model.filterProperty().set(RunsFilter.ALL.withSearch("copy-99"));

    assertThat(model.shown()).hasSize(11); // 99 and 990 to 999
  }

  @Test
  void aDrawnRunKeepsItsColourWhileOthersComeAndGo() {
    var runs = List.of(run("a"), run("b"), run("c"));
    test.look();
    var a = item(runs.get(0));
    var b = item(runs.get(1));
    var c = item(runs.get(2));

    model.select(List.of(a));
    model.select(List.of(a, b));
    var colour = b.colour();
    assertThat(colour).isNotEqualTo(a.colour());

    model.select(List.of(b));
    model.select(List.of(b, c));
    assertThat(b.colour()).isEqualTo(colour);
    assertThat(c.colour()).isNotEqualTo(colour);
    assertThat(a.colour()).isEqualTo(RunItem.NO_COLOUR);
  }

  @Test
  void aRunHasTheSameColourAloneAndBesideAnother() {
    var runs = List.of(run("a"), run("b"));
    test.look();
    var a = item(runs.get(0));
    var b = item(runs.get(1));
    model.select(List.of(b));
    var alone = b.colour();
    model.select(List.of(a));

    model.select(List.of(a, b));

    assertThat(b.colour()).isEqualTo(alone);
    assertThat(a.colour()).isNotEqualTo(alone);
  }

  @Test
  void twoDozenRunsHaveColoursOfTheirOwnAndOneMoreIsDrawnAllTheSame() {
    var runs = IntStream.range(0, 25).mapToObj(i -> run("run " + i)).toList();
    test.look();
    var items = runs.stream().map(this::item).toList();

    model.select(items);

    assertThat(items.stream().map(RunItem::colour).distinct()).hasSize(24);
    assertThat(items).extracting(RunItem::colour).allMatch(colour -> colour >= 0);
  }

  @Test
  void whatAFilterHidesStaysSelectedButIsNotChosen() {
    var found = run("first");
    var hidden = run("second");
    test.look();
    model.select(List.of(item(found), item(hidden)));

    model.filterProperty().set(RunsFilter.ALL.withSearch("first"));

    assertThat(model.selected()).containsExactly(item(found), item(hidden));
    assertThat(model.chosen()).containsExactly(item(found));
  }

  @Test
  void theRunInDetailIsDrawnFirst() {
    var runs = List.of(run("a"), run("b"));
    test.look();

    model.select(List.of(item(runs.get(0)), item(runs.get(1))));

    assertThat(model.drawn()).extracting(RunItem::name).containsExactly("b", "a");
    assertThat(model.primary().orElseThrow().name()).isEqualTo("b");
  }

  @Test
  void thePinnedBaselineIsDrawnWithWhateverIsSelectedAndComparedWith() {
    var base = finished("base", 0.75);
    var other = finished("other", 0.875);
    test.look();
    model.toggleBaseline(item(base));

    model.select(List.of(item(other)));

    assertThat(model.drawn()).containsExactly(item(other), item(base));
    assertThat(model.difference(item(other))).hasValue(0.125);
    assertThat(model.difference(item(base))).isEmpty();

    model.toggleBaseline(item(base));
    assertThat(model.drawn()).containsExactly(item(other));
    assertThat(model.difference(item(other))).isEmpty();
  }

  @Test
  void theBaselineIsRememberedByAnotherWindow() {
    var base = finished("base", 0.5);
    test.look();
    model.toggleBaseline(item(base));

    var next = new RunsModel(test.context());

    assertThat(next.baselineProperty().get().orElseThrow().id()).isEqualTo(base.id());
    next.close();
  }

  @Test
  void theBaselineIsPinnedAgainWhenItComesBack() {
    var base = finished("base", 0.5);
    test.look();
    model.toggleBaseline(item(base));

    model.leaveOut(List.of(base.id()));
    assertThat(model.baselineProperty().get()).isEmpty();
    model.takeIn(List.of(base.id()));

    assertThat(model.baselineProperty().get()).contains(item(base));
    assertThat(item(base).isBaseline()).isTrue();
  }

  @Test
  void aBaselineThatWasUnpinnedStaysSo() {
    var base = finished("base", 0.5);
    test.look();
    model.toggleBaseline(item(base));
    model.toggleBaseline(item(base));

    run("other");
    test.look();

    assertThat(model.baselineProperty().get()).isEmpty();
  }

  @Test
  void aFolderThatIsAwayForAMomentTakesNeitherSelectionNorBaseline() throws Exception {
    var base = finished("base", 0.5);
    test.look();
    model.toggleBaseline(item(base));
    model.select(List.of(item(base)));
    var runs = Runs.of(new Workspace(folder)).folder();

    Files.move(runs, folder.resolve("aside"));
    test.look();
    Files.move(folder.resolve("aside"), runs);
    test.look();

    assertThat(model.selected()).containsExactly(item(base));
    assertThat(model.baselineProperty().get()).contains(item(base));
  }

  @Test
  void runsThatAreSortedByTheBaselineMoveWhenOneIsPinned() {
    finished("one", 0.75);
    finished("other", 0.5);
    test.look();
    model.order(Comparator.comparing(RunItem::isBaseline).reversed());
    var last = model.shown().getLast();

    model.toggleBaseline(last);

    assertThat(model.shown().getFirst()).isEqualTo(last);
  }

  @Test
  void ofVeryManySelectedRunsThoseSelectedLastAreDrawn() {
    var runs = IntStream.range(0, 50).mapToObj(i -> run("run " + i)).toList();
    test.look();
    model.toggleBaseline(item(runs.getFirst()));

    model.select(runs.stream().map(this::item).toList());

    assertThat(model.drawn()).hasSize(RunsModel.MOST_DRAWN + 1);
    assertThat(model.drawn().getFirst()).isEqualTo(item(runs.getLast()));
    assertThat(model.drawn()).contains(item(runs.getFirst())).doesNotContain(item(runs.get(1)));
    assertThat(model.undrawn()).isEqualTo(9);
  }

  @Test
  void aRunIsSelectedAsSoonAsItIsKnown() {
    test.look();
    var run = run("coming");
    model.select(run.id());
    assertThat(model.primary()).isEmpty();

    test.look();

    assertThat(model.primary().orElseThrow().id()).isEqualTo(run.id());
  }

  @Test
  void selectingAHiddenRunLiftsTheFilter() {
    var run = run("hidden");
    test.look();
    model.filterProperty().set(RunsFilter.ALL.withSearch("something else"));

    model.select(run.id());

    assertThat(names()).containsExactly("hidden");
  }
}
