package bonsai.app.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Preferences;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.run.RunFolder;
import bonsai.run.RunFolder.About;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.tag.TagPrecision;
import bonsai.tag.TaggedSentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlaygroundModelTest {
  @TempDir private Path folder;

  private final ObservableList<RunRow> runs = FXCollections.observableArrayList();
  private final FakeTagger tagger = new FakeTagger();
  private final List<Notices.Notice> notices = new ArrayList<>();

  private PlaygroundModel model() {
    var preferences = Preferences.read(folder.resolve("window.json"));
    return new PlaygroundModel(
        runs, preferences, notices::add, tagger, Runnable::run, Runnable::run);
  }

  private Path modelFolder(String name) throws IOException {
    var made = Files.createDirectories(folder.resolve(name));
    Files.writeString(made.resolve("config.json"), "{}");
    return made;
  }

  private RunRow run(String id, RunState state) throws IOException {
    var run = new RunFolder(folder.resolve(id));
    modelFolder(id + "/model");
    var status =
        new RunStatus(
            state,
            0,
            10,
            OptionalDouble.of(0.9),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());
    return new RunRow(
        run,
        Optional.empty(),
        About.NOTHING,
        Optional.of(status),
        Optional.empty(),
        true,
        false,
        Optional.empty());
  }

  /** A model whose text is tagged by the fake process. */
  private PlaygroundModel tagged(String text) throws Exception {
    runs.add(run("a", RunState.FINISHED));
    var model = model();
    model.shown();
    model.textProperty().set(text);
    tagger.answer();
    return model;
  }

  @Test
  void noProcessIsStartedBeforeThePanelIsShown() throws IOException {
    runs.add(run("a", RunState.FINISHED));
    var model = model();
    assertThat(tagger.started()).isEmpty();

    model.shown();

    assertThat(tagger.started()).containsExactly(folder.resolve("a/model"));
  }

  @Test
  void runsThatAreFinishedOrWereStoppedCanBeChosen() throws IOException {
    runs.add(run("a", RunState.FINISHED));
    runs.add(run("b", RunState.RUNNING));
    runs.add(run("c", RunState.STOPPED));

    assertThat(model().choices()).extracting(ModelChoice::name).containsExactly("a", "c");
  }

  private static RunRow named(RunRow row, String name) {
    var about = new About(Optional.of(name), Optional.empty(), List.of(), false);
    return new RunRow(
        row.folder(),
        row.spec(),
        about,
        row.status(),
        row.started(),
        row.hasModel(),
        row.hasCheckpoint(),
        row.problem());
  }

  @Test
  void runsOfOneNameAreToldApartByTheEndsOfTheirIds() throws IOException {
    runs.add(named(run("2026-11-25-ner-aaaa", RunState.FINISHED), "ner"));
    runs.add(named(run("2026-11-25-ner-bbbb", RunState.FINISHED), "ner"));
    runs.add(named(run("2026-11-25-ner-cccc", RunState.FINISHED), "small"));

    assertThat(model().choices())
        .extracting(ModelChoice::name)
        .containsExactly("ner · aaaa", "ner · bbbb", "small");
  }

  @Test
  void theFirstModelThereIsIsTakenAsSoonAsItIsThere() throws IOException {
    var model = model();
    model.shown();
    assertThat(model.first().chosenProperty().get()).isEmpty();

    runs.add(run("a", RunState.FINISHED));

    assertThat(model.first().chosenProperty().get()).map(ModelChoice::name).contains("a");
  }

  @Test
  void aNewerRunDoesNotTakeTheChosenModelsPlace() throws IOException {
    runs.add(run("a", RunState.FINISHED));
    var model = model();
    model.shown();

    runs.addFirst(run("b", RunState.FINISHED));

    assertThat(model.first().chosenProperty().get()).map(ModelChoice::name).contains("a");
    assertThat(tagger.started()).hasSize(1);
  }

  @Test
  void int8StartsTheModelAnewAndTagsTheSameText() throws IOException {
    runs.add(run("a", RunState.FINISHED));
    var model = model();
    model.shown();

    model.first().int8Property().set(true);

    assertThat(tagger.precisions()).containsExactly(TagPrecision.AUTO, TagPrecision.INT8);
    assertThat(tagger.closed()).containsExactly(folder.resolve("a/model"));
    assertThat(model.second().int8Property().get()).isFalse();
  }

  @Test
  void switchingEndsTheProcessOfTheModelBefore() throws IOException {
    runs.addAll(run("a", RunState.FINISHED), run("b", RunState.FINISHED));
    var model = model();
    model.shown();

    model.choose(model.choices().get(1));

    assertThat(tagger.closed()).containsExactly(folder.resolve("a/model"));
    assertThat(tagger.started()).last().isEqualTo(folder.resolve("b/model"));
  }

  @Test
  void theChosenModelAndOpenedFoldersAreRemembered() throws IOException {
    var preferences = Preferences.read(folder.resolve("window.json"));
    runs.add(run("a", RunState.FINISHED));
    var opened = modelFolder("elsewhere");
    var before =
        new PlaygroundModel(runs, preferences, notices::add, tagger, Runnable::run, Runnable::run);
    before.open(opened, before.first());

    var later =
        new PlaygroundModel(runs, preferences, notices::add, tagger, Runnable::run, Runnable::run);
    later.shown();

    assertThat(later.choices()).extracting(ModelChoice::name).containsExactly("a", "elsewhere");
    assertThat(later.first().chosenProperty().get()).map(ModelChoice::folder).contains(opened);
  }

  @Test
  void theFolderOfARunStandsForItsModel() throws IOException {
    runs.add(run("a", RunState.FINISHED));
    var model = model();

    model.open(folder.resolve("a"), model.first());

    assertThat(model.choices()).hasSize(1);
    assertThat(tagger.started()).containsExactly(folder.resolve("a/model"));
  }

  @Test
  void aFolderWithoutAModelIsRefusedInOneSentence() {
    var model = model();

    model.open(folder, model.first());

    assertThat(notices)
        .extracting(Notices.Notice::text)
        .containsExactly(
            folder
                + " is not a model folder: it has no config.json. Choose one that a run or Hugging Face"
                + " has saved.");
    assertThat(tagger.started()).isEmpty();
  }

  @Test
  void theTextOutlivesASwitchOfModels() throws Exception {
    var model = tagged("Ann");
    runs.add(run("b", RunState.FINISHED));

    model.choose(model.choices().get(1));
    var session = model.first().sessionProperty().get().orElseThrow();

    assertThat(session.staleProperty().get()).isTrue();
    assertThat(session.taggingProperty().get()).isEqualTo(Tagging.NOTHING);
  }

  @Test
  void aRestartIsOneNotice() throws Exception {
    tagged("Ann");

    tagger.restarted();

    assertThat(notices).extracting(Notices.Notice::text).containsExactly("It died.");
  }

  @Test
  void aTaggerThatWasGivenUpIsStartedAgainByHand() throws Exception {
    var model = tagged("Ann");
    tagger.stopped();

    model.first().startAgain();

    assertThat(tagger.started()).hasSize(2);
    assertThat(tagger.closed()).hasSize(1);
  }

  @Test
  void theTagsAreCopiedAsColumnsWithABlankLineBetweenSentences() throws Exception {
    var model = tagged("Ann sings. So it is.");
    assertThat(model.conll(model.first()))
        .isEqualTo("Ann\tB-PER\nsings\tO\n.\tO\n\nSo\tB-PER\nit\tO\nis\tO\n.\tO\n\n");
  }

  @Test
  void aWordThatCannotStandInColumnsIsNamed() throws Exception {
    var model = tagged("\uFEFFAnn");

    assertThatThrownBy(() -> model.conll(model.first()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot stand in a column file");
  }

  @Test
  void theTagsAreCopiedAsTheJsonOfTheCommandLine() throws Exception {
    var model = tagged("Ann sings.");

    var read = Json.LINE.readValue(model.json(model.first()), TaggedSentence.class);

    assertThat(List.of(read))
        .isEqualTo(
            model
                .first()
                .sessionProperty()
                .get()
                .orElseThrow()
                .taggingProperty()
                .get()
                .sentences());
  }

  // ---- two models ------------------------------------------------------------------------------

  /** A model with a second one beside it that finds nobody. */
  private PlaygroundModel comparing(String text) throws Exception {
    runs.addAll(run("a", RunState.FINISHED), run(FakeTagger.BLIND, RunState.FINISHED));
    var model = model();
    model.shown();
    model.comparingProperty().set(true);
    tagger.ready();
    model.textProperty().set(text);
    return model;
  }

  @Test
  void aSecondModelIsThereOnlyWhileModelsAreCompared() throws Exception {
    runs.addAll(run("a", RunState.FINISHED), run("b", RunState.FINISHED));
    var model = model();
    model.shown();
    assertThat(tagger.started()).containsExactly(folder.resolve("a/model"));

    model.comparingProperty().set(true);
    assertThat(tagger.started()).last().isEqualTo(folder.resolve("b/model"));
    assertThat(model.second().chosenProperty().get()).map(ModelChoice::name).contains("b");

    model.comparingProperty().set(false);
    assertThat(tagger.closed()).containsExactly(folder.resolve("b/model"));
    assertThat(model.second().chosenProperty().get()).isEmpty();
  }

  @Test
  void theSecondModelIsAskedWhenTheFirstHasAnswered() throws Exception {
    var model = comparing("Ann sings.");

    tagger.answer();

    assertThat(model.first().taggingProperty().get().isWhole()).isTrue();
    assertThat(model.second().taggingProperty().get()).isEqualTo(Tagging.NOTHING);
    assertThat(model.comparisonProperty().get()).isEqualTo(Comparison.NONE);
  }

  @Test
  void wordsThatAreTaggedInTwoWaysAreTold() throws Exception {
    var model = comparing("so Ann sings.");

    tagger.answer();
    tagger.answer();

    var comparison = model.comparisonProperty().get();
    assertThat(comparison.words()).isEqualTo(4);
    assertThat(comparison.differences())
        .extracting(it -> it.word().word(), it -> it.word().tag(), Comparison.Difference::tag)
        .containsExactly(tuple("Ann", "B-PER", "O"));
    assertThat(model.conll(model.first())).contains("Ann\tB-PER\n");
    assertThat(model.conll(model.second())).contains("Ann\tO\n");
    assertThat(comparison.isDifferent(0, 1)).isTrue();
    assertThat(comparison.isDifferent(0, 2)).isFalse();
  }

  @Test
  void aFirstModelThatWasGivenUpDoesNotKeepTheSecondWaiting() throws Exception {
    runs.addAll(run("a", RunState.FINISHED), run(FakeTagger.BLIND, RunState.FINISHED));
    var model = model();
    model.shown();
    tagger.stopped();
    model.comparingProperty().set(true);
    tagger.ready();
    model.textProperty().set("Ann");

    tagger.answer(); // the first, whose answer nobody waits for any more
    tagger.answer();

    assertThat(model.second().taggingProperty().get().words()).isEqualTo(1);
  }

  @Test
  void aFolderCanBeOpenedAsTheSecondModel() throws Exception {
    runs.add(run("a", RunState.FINISHED));
    var model = model();
    model.shown();

    model.open(modelFolder("teacher"), model.second());

    assertThat(model.comparingProperty().get()).isTrue();
    assertThat(model.first().chosenProperty().get()).map(ModelChoice::name).contains("a");
    assertThat(model.second().chosenProperty().get()).map(ModelChoice::name).contains("teacher");
  }
}
