package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.app.catalog.RunRow;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunTrash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with runs, and undone. */
final class RunActionsTest {
  @TempDir private Path folder;
  private final List<WrittenRun> logs = new ArrayList<>();
  private TestContext test;
  private RunsModel model;
  private RunActions actions;

  @BeforeEach
  void begin() {
    test = new TestContext(folder);
    model = new RunsModel(test.context());
    actions = new RunActions(test.context(), model);
  }

  @AfterEach
  void end() {
    logs.forEach(WrittenRun::close);
    model.close();
  }

  private WrittenRun run() {
    var run = WrittenRun.of(folder).begins().steps(1, 3);
    logs.add(run);
    return run;
  }

  private RunItem paused() {
    var run = run();
    run.says(new RunEvent.Paused(0, 3, Optional.empty()));
    test.look();
    return item(run);
  }

  private RunItem running() {
    var run = run().isWorkedOn();
    test.look();
    return item(run);
  }

  private RunItem item(WrittenRun run) {
    return model.find(run.folder().id()).orElseThrow();
  }

  private static String control(RunItem item) throws Exception {
    return Files.readString(item.folder().path().resolve("control.json"));
  }

  @Test
  void pausingAsksTheWorkerAndSaysSoUntilItAnswers() throws Exception {
    var item = running();

    actions.pause(item);
    assertThat(control(item)).contains("\"pause\"");
    assertThat(item.asked()).isEqualTo("pausing…");

    Files.delete(item.folder().path().resolve("worker.lock"));
    test.look();
    assertThat(item.asked()).isEmpty();
  }

  @Test
  void stoppingAsksTheWorker() throws Exception {
    var item = running();

    actions.stop(item);

    assertThat(control(item)).contains("\"stop\"");
  }

  @Test
  void aRunThatRestsIsAskedForNothing() {
    var item = paused();

    actions.pause(item);
    actions.stop(item);

    assertThat(item.folder().path().resolve("control.json")).doesNotExist();
  }

  @Test
  void resumingStartsOneWorkerHoweverOftenItIsAsked() {
    var item = paused();

    actions.resume(item);
    actions.resume(item);

    assertThat(test.started()).containsExactly(item.folder());
  }

  @Test
  void aStartThatWasCancelledCanBeTriedAgain() {
    var item = paused();
    test.background().cancelNext(0);
    actions.resume(item);
    assertThat(test.started()).isEmpty();
    assertThat(item.asked()).isEmpty();

    actions.resume(item);

    assertThat(test.started()).containsExactly(item.folder());
  }

  @Test
  void aWorkerThatDiedAtOnceCanBeStartedAgain() {
    var item = paused();

    actions.resume(item);
    assertThat(item.asked()).isEqualTo("starting…");
    logs.getLast().resumes(3).says(new RunEvent.Paused(0, 3, Optional.of("no room")));
    test.look(); // it was gone before anybody saw it

    assertThat(item.asked()).isEmpty();
    actions.resume(item);
    assertThat(test.started()).containsExactly(item.folder(), item.folder());
  }

  @Test
  void aNameNotesAndTagsAreKeptInTheFolder() {
    var item = paused();

    actions.rename(item, "  best so far ");
    actions.notes(item, "lower rate");
    actions.tags(item, "paper, rank,, paper");

    assertThat(item.folder().about())
        .isEqualTo(
            new RunFolder.About(
                Optional.of("best so far"),
                Optional.of("lower rate"),
                List.of("paper", "rank"),
                false));
    test.look();
    assertThat(item.name()).isEqualTo("best so far");
  }

  @Test
  void anEmptyNameIsTheSpecsAgain() {
    var item = paused();
    actions.rename(item, "other");
    test.look();

    actions.rename(item, " ");
    test.look();

    assertThat(item.name()).isEqualTo(item.folder().spec().name());
  }

  @Test
  void whatAnotherWindowNotedMeanwhileIsKept() {
    var item = paused();
    item.folder()
        .about(new RunFolder.About(Optional.empty(), Optional.of("theirs"), List.of(), false));

    actions.tags(item, "mine");

    assertThat(item.folder().about().notes()).contains("theirs");
    assertThat(item.folder().about().tags()).containsExactly("mine");
  }

  @Test
  void anArchivedRunLeavesTheListAndComesBackByUndo() {
    var item = paused();
    actions.toggleArchived(List.of(item));
    test.look();
    assertThat(model.shown()).isEmpty();
    model.filterProperty().set(RunsFilter.ALL.withArchived(true));
    assertThat(model.shown()).containsExactly(item);

    test.undo();
    test.look();

    model.filterProperty().set(RunsFilter.ALL);
    assertThat(model.shown()).containsExactly(item);
  }

  @Test
  void undoingAnArchivingLeavesInTheArchiveWhatWasThereBefore() {
    var before = paused();
    actions.toggleArchived(List.of(before));
    var item = paused();
    test.look();

    actions.toggleArchived(List.of(before, item));
    test.undo();

    assertThat(before.folder().about().archived()).isTrue();
    assertThat(item.folder().about().archived()).isFalse();
  }

  @Test
  void aDeletedRunIsGoneAtOnceAndComesBackWithAllItHadByUndo() throws Exception {
    var item = paused();
    var log = Files.readString(item.folder().events());

    actions.delete(List.of(item));
    assertThat(model.shown()).isEmpty();
    assertThat(item.folder().path()).doesNotExist();

    test.undo();
    test.look();

    assertThat(model.shown()).extracting(RunItem::id).containsExactly(item.id());
    assertThat(Files.readString(item.folder().events())).isEqualTo(log);
    assertThat(model.primary().orElseThrow().id()).isEqualTo(item.id());
  }

  @Test
  void severalRunsAreDeletedAndBroughtBackTogether() {
    var items = List.of(paused(), paused(), paused());

    actions.delete(items);
    assertThat(test.sentences()).last().isEqualTo("3 runs are deleted.");

    test.undo();
    test.look();
    assertThat(model.shown()).hasSize(3);
  }

  @Test
  void everyRunThatCannotBeDeletedIsTold() {
    var first = paused();
    logs.getLast().isWorkedOn(); // nobody has looked since
    var second = paused();
    var third = paused();
    logs.getLast().isWorkedOn();

    actions.delete(List.of(stale(first), second, stale(third)));

    assertThat(test.sentences().getFirst())
        .startsWith("2 of 3 runs cannot be deleted. ")
        .contains(first.id(), third.id());
    assertThat(test.sentences().getLast()).isEqualTo("1 of 3 runs is deleted.");
    assertThat(second.folder().path()).doesNotExist();
  }

  /** The run as it was before its worker began. */
  private RunItem stale(RunItem item) {
    var row = item.row();
    return new RunItem(
        new RunRow(
            row.folder(),
            row.spec(),
            row.about(),
            Optional.empty(),
            row.started(),
            row.hasModel(),
            row.hasCheckpoint(),
            row.problem()));
  }

  @Test
  void runsThatWereDeletedBeforeTheRestWasCancelledComeBackByUndo() {
    var items = List.of(paused(), paused(), paused());
    test.background().cancelNext(2);

    actions.delete(items);

    assertThat(test.sentences()).containsExactly("2 of 3 runs are deleted.");
    assertThat(model.shown()).containsExactly(items.get(2));

    test.undo();
    test.look();
    assertThat(model.shown()).hasSize(3);
  }

  @Test
  void oneRunThatCannotBeBroughtBackKeepsNoOtherFromIt() throws Exception {
    var items = List.of(paused(), paused(), paused());
    actions.delete(items);
    var inItsPlace = Files.createDirectory(items.getFirst().folder().path());

    test.undo();
    test.look();

    assertThat(model.shown())
        .extracting(RunItem::id)
        .containsExactlyInAnyOrder(items.get(1).id(), items.get(2).id());
    assertThat(test.sentences().getLast())
        .startsWith("1 of 3 runs cannot be brought back. ")
        .contains(items.getFirst().id());

    Files.delete(inItsPlace);
    test.undo();
    test.look();
    assertThat(model.shown()).hasSize(3);
  }

  @Test
  void runsWhoseReturnWasCancelledCanStillBeBroughtBack() {
    var items = List.of(paused(), paused());
    actions.delete(items);
    test.background().cancelNext(1);
    test.undo();
    test.look();
    assertThat(model.shown()).hasSize(1);
    assertThat(test.sentences().getLast()).isEqualTo("1 run was not brought back.");

    actions.bringBackLast();
    test.look();

    assertThat(model.shown()).hasSize(2);
  }

  @Test
  void deletionsAreUndoneOneAfterTheOtherTheLatestFirst() {
    var first = paused();
    var second = paused();
    actions.delete(List.of(first));
    actions.delete(List.of(second));

    actions.bringBackLast();
    test.look();
    assertThat(model.shown()).extracting(RunItem::id).containsExactly(second.id());

    actions.bringBackLast();
    test.look();
    assertThat(model.shown()).hasSize(2);

    actions.bringBackLast();
    assertThat(test.sentences().getLast()).isEqualTo("No deleted run can be brought back.");
  }

  @Test
  void aDeletionThatWasUndoneCannotBeUndoneOnceMore() {
    actions.delete(List.of(paused()));
    var undo = test.notices().getLast().action().orElseThrow();
    assertThat(undo.possible().getAsBoolean()).isTrue();

    actions.bringBackLast();

    assertThat(undo.possible().getAsBoolean()).isFalse();
    undo.run().run();
    assertThat(test.sentences()).hasSize(1);
  }

  @Test
  void theNextRunIsSelectedInPlaceOfADeletedOne() {
    paused();
    paused();
    var first = model.shown().getFirst();
    var second = model.shown().get(1);
    model.select(List.of(first));

    actions.delete(List.of(first));

    assertThat(model.primary()).contains(second);
  }

  @Test
  void aRunningRunIsNotDeleted() {
    var item = running();

    actions.delete(List.of(item));

    assertThat(item.folder().path()).exists();
    assertThat(test.sentences())
        .containsExactly("A running run cannot be deleted: pause or stop it first.");
  }

  @Test
  void closingTheWindowDeletesForGood() {
    var item = paused();
    actions.delete(List.of(item));

    actions.close();

    assertThat(RunTrash.of(test.context().workspace()).ids()).isEmpty();
  }

  @Test
  void whatAKilledWindowLeftInTheTrashIsDeletedADayLater() throws Exception {
    var item = paused();
    actions.delete(List.of(item));
    var trash = RunTrash.of(test.context().workspace());
    Files.setLastModifiedTime(
        trash.folder().resolve(item.id()),
        FileTime.from(Instant.now().minus(Duration.ofHours(25))));

    new RunActions(test.context(), model).close();

    assertThat(trash.ids()).isEmpty();
  }
}
