package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Notices.Notice;
import bonsai.base.Workspace;
import bonsai.run.Preset;
import bonsai.run.RunEvent;
import bonsai.run.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the window tells of the runs as a whole. */
final class ShellModelTest {
  @TempDir private Path folder;
  private final List<String> opened = new ArrayList<>();
  private TestContext test;
  private WrittenRun run;

  @BeforeEach
  void begin() {
    test = new TestContext(folder);
    run = WrittenRun.of(Runs.of(new Workspace(folder)).create(Preset.tiny()));
  }

  @AfterEach
  void end() {
    run.close();
  }

  private ShellModel open() {
    return new ShellModel(test.context().runs(), test.context().notices(), opened::add);
  }

  private void workerIsGone() throws Exception {
    Files.delete(run.folder().path().resolve("worker.lock"));
  }

  private String name() {
    return run.folder().spec().name();
  }

  @Test
  void aRunWithAWorkerIsAmongThoseThatRun() {
    var model = open();
    run.isWorkedOn().begins().steps(1, 3);

    test.look();

    assertThat(model.running()).extracting(RunRow::id).containsExactly(run.folder().id());
    assertThat(ShellModel.summary(model.running().getFirst())).startsWith(name() + " · step 3");
    assertThat(test.notices()).isEmpty();
  }

  @Test
  void aRunThatEndsIsToldWithItsScoreAndAWayToIt() throws Exception {
    open();
    run.isWorkedOn().begins().steps(1, 3);
    test.look();
    run.finishes(0.75, 0.5);
    workerIsGone();

    test.look();

    assertThat(test.sentences()).containsExactly(name() + " is finished: valid F1 0.7500.");
    test.undo(); // the notice's one button
    assertThat(opened).containsExactly(run.folder().id());
  }

  @Test
  void aRunThatBeganAndFailedBetweenTwoLooksIsTold() {
    open();
    test.look();
    run.begins().says(new RunEvent.Failed("There is no memory left."));

    test.look();

    assertThat(test.sentences()).containsExactly(name() + " failed: There is no memory left.");
    assertThat(test.notices().getFirst().kind()).isEqualTo(Notice.Kind.ERROR);
  }

  @Test
  void aPausedRunThatFailsAsSoonAsItGoesOnIsTold() {
    run.begins().steps(1, 3).says(new RunEvent.Paused(0, 3, Optional.empty()));
    open();
    test.look();
    run.resumes(3).says(new RunEvent.Failed("There is no memory left."));

    test.look();

    assertThat(test.sentences()).containsExactly(name() + " failed: There is no memory left.");
  }

  @Test
  void aRunThatRestedWhenItWasFirstSeenIsNoNews() {
    run.begins().steps(1, 3).finishes(0.75, 0.5);
    open();

    test.look();
    test.look();

    assertThat(test.notices()).isEmpty();
  }

  @Test
  void theWayToARunIsClosedWhenItIsGone() throws Exception {
    open();
    test.look();
    run.begins().says(new RunEvent.Failed("There is no memory left."));
    test.look();
    var show = test.notices().getFirst().action().orElseThrow();
    assertThat(show.possible().getAsBoolean()).isTrue();

    Files.delete(run.folder().specFile());
    test.look();

    assertThat(show.possible().getAsBoolean()).isFalse();
  }

  @Test
  void runsThatCannotBeListedAreToldOnceForAsLongAsThatLasts() throws Exception {
    open();
    test.look();
    var runs = run.folder().path().getParent();
    var aside = folder.resolve("aside");
    Files.move(runs, aside);
    Files.writeString(runs, "not a folder");

    test.look();
    test.look();

    assertThat(test.sentences()).hasSize(1);
    assertThat(test.sentences().getFirst())
        .contains("cannot be listed")
        .endsWith("The list stays as it was until that works again.");
    Files.delete(runs);
    Files.move(aside, runs);
  }
}
