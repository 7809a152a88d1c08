package bonsai.app.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Workspace;
import bonsai.run.Preset;
import bonsai.run.RunFolder.About;
import bonsai.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of runs over a disk that is not always there. */
final class RunCatalogTest {
  private static final int PATIENCE = 30;

  @TempDir private Path folder;
  private Runs runs;
  private RunCatalog catalog;

  @BeforeEach
  void makeARun() {
    runs = Runs.of(new Workspace(folder));
    runs.create(Preset.tiny());
    catalog = new RunCatalog(runs, Runnable::run);
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private Path aside() {
    return folder.resolve("aside");
  }

  private void breakDisk() throws IOException {
    Files.move(runs.folder(), aside());
    Files.writeString(runs.folder(), "not a folder");
  }

  private void mendDisk() throws IOException {
    Files.delete(runs.folder());
    Files.move(aside(), runs.folder());
  }

  @Test
  void runsThatCannotBeListedForAMomentStayInTheList() throws Exception {
    catalog.look();
    breakDisk();

    catalog.look();

    assertThat(catalog.rows()).hasSize(1);
    assertThat(catalog.problemProperty().get().orElseThrow()).contains("cannot be listed");

    mendDisk();
    runs.create(Preset.tiny());
    catalog.look();
    assertThat(catalog.rows()).hasSize(2);
    assertThat(catalog.problemProperty().get()).isEmpty();
  }

  @Test
  void aWorkspaceThatIsAwayForAMomentKeepsItsRuns() throws Exception {
    catalog.look();
    Files.move(runs.folder(), aside());

    catalog.look();

    assertThat(catalog.rows()).hasSize(1);
    assertThat(catalog.problemProperty().get().orElseThrow()).contains("it does not exist");
  }

  @Test
  void aWorkspaceThatIsBeingMadeHasNoRuns() {
    var none = new RunCatalog(Runs.of(new Workspace(folder.resolve("new"))), Runnable::run);

    none.look();

    assertThat(none.rows()).isEmpty();
    assertThat(none.problemProperty().get()).isEmpty();
    none.close();
  }

  @Test
  void runsThatChangeTogetherAreToldTogether() {
    for (var i = 0; i < 4; i++) {
      runs.create(Preset.tiny());
    }
    catalog.look();
    var events = new ArrayList<List<String>>();
    catalog
        .rows()
        .addListener(
            (ListChangeListener<RunRow>)
                change -> events.add(change.getList().stream().map(RunRow::name).toList()));

    for (var index : List.of(0, 1, 3)) {
      runs.all()
          .get(index)
          .about(new About(Optional.of("new"), Optional.empty(), List.of(), false));
    }
    catalog.look();

    assertThat(events).hasSize(1);
    assertThat(events.getFirst()).filteredOn("new"::equals).hasSize(3);
  }

  @Test
  void aRunThatCannotBeReadSaysWhyWithoutAnException() throws Exception {
    var run = runs.all().getFirst();
    Files.createDirectory(run.events());

    catalog.look();

    assertThat(catalog.rows().getFirst().problem().orElseThrow())
        .contains("cannot be read")
        .doesNotContain("Exception");
  }

  @Test
  void itGoesOnToLookAfterALookThatFailed() throws Exception {
    breakDisk();
    var failed = new CountDownLatch(1);
    var listed = new CountDownLatch(1);
    catalog.problemProperty().subscribe(now -> now.ifPresent(problem -> failed.countDown()));
    catalog.rows().addListener((ListChangeListener<RunRow>) change -> listed.countDown());
    catalog.start();
    assertThat(failed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

    mendDisk();

    assertThat(listed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRunThatCouldNotBeReadIsReadAgainThoughItsFilesAreTheSame() throws Exception {
    var run = runs.all().getFirst();
    var spec = Files.readString(run.specFile());
    var modified = Files.getLastModifiedTime(run.specFile());
    Files.writeString(run.specFile(), "x".repeat(spec.length()));
    Files.setLastModifiedTime(run.specFile(), modified);
    catalog.look();
    assertThat(catalog.rows().getFirst().problem()).isPresent();
    Files.writeString(run.specFile(), spec);
    Files.setLastModifiedTime(run.specFile(), modified);

    catalog.look();

    assertThat(catalog.rows().getFirst().problem()).isEmpty();
  }
}
