package bonsai.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.app.SameThread;
import bonsai.app.form.FormGroup;
import bonsai.app.form.FormVariant;
import bonsai.app.kit.ThreadedBackground;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.Split;
import bonsai.run.Measurement;
import bonsai.run.OutputsSize;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import bonsai.technique.FineTune;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe's rules, without a toolkit. */
final class RecipeModelTest {
  @TempDir private Path folder;
  private final SameThread background = new SameThread();
  private Workspace workspace;
  private RecipeModel model;

  @BeforeEach
  void begin() {
    workspace = new Workspace(folder.resolve("home"));
    model = new RecipeModel(workspace, background, (spec, says) -> measurement());
  }

  static Measurement measurement() {
    return new Measurement(
        "here",
        "cpu",
        "None.",
        "float32",
        "Asked.",
        5,
        1000,
        4000,
        50_000,
        8_000,
        8_000,
        2,
        500_000_000,
        1);
  }

  private FormVariant variant(String name) {
    return (FormVariant) model.draft().run().item(name);
  }

  private static void set(StageModel stage, String field, String text) {
    ((FormGroup) stage.form().item("training")).form().field(field).textProperty().set(text);
  }

  @Test
  void itBeginsWithARunThatCanStart() {
    assertThat(model.obstacleProperty().get()).isEmpty();
    assertThat(model.spec()).contains(Preset.tiny());
    assertThat(model.unsavedProperty().get()).isFalse();
  }

  @Test
  void thePlanCountsDataStepsAndParameters() {
    var plan = model.planProperty().get().orElseThrow();

    assertThat(plan.corpus().count(Split.TRAIN).sentences()).isEqualTo(2000);
    assertThat(plan.steps()).isEqualTo(24 * 63);
    // 1,500 pieces and 128 positions of width 128, three layers, nine tags
    assertThat(plan.result().parameterCount()).isEqualTo(607_497);
    assertThat(plan.exact()).isFalse();
    assertThat(plan.diskBytes()).isGreaterThan(plan.keptBytes());
    assertThat(plan.fitsOnDisk()).isTrue();
  }

  @Test
  void aMistakeInAStageKeepsTheRunFromStarting() {
    set(model.draft().stages().getFirst(), "epochs", "0");

    assertThat(model.obstacleProperty().get())
        .isEqualTo("Stage 1: Epochs must be from 1 to 1000 epochs, not 0.");
    assertThat(model.spec()).isEmpty();

    set(model.draft().stages().getFirst(), "epochs", "2");

    assertThat(model.obstacleProperty().get()).isEmpty();
    assertThat(model.planProperty().get().orElseThrow().steps()).isEqualTo(126);
    assertThat(model.unsavedProperty().get()).isTrue();
  }

  @Test
  void stagesAreAddedDuplicatedMovedAndRemoved() {
    var first = model.draft().stages().getFirst();
    set(first, "epochs", "5");
    model.draft().duplicate(first);
    set(model.draft().stages().get(1), "epochs", "6");
    model.draft().add("fine-tune");
    assertThat(epochs()).containsExactly(5, 6, 3);

    model.draft().move(model.draft().stages().get(2), -1);
    assertThat(epochs()).containsExactly(5, 3, 6);
    model.draft().move(model.draft().stages().get(2), 1);
    assertThat(epochs()).containsExactly(5, 3, 6);
    model.draft().move(first, 1);
    assertThat(epochs()).containsExactly(3, 5, 6);

    model.draft().remove(first);

    assertThat(epochs()).containsExactly(3, 6);
    assertThat(model.draft().selectedProperty().get()).contains(model.draft().stages().get(1));
    assertThat(model.planProperty().get().orElseThrow().stages()).hasSize(2);
  }

  private List<Integer> epochs() {
    return model.spec().orElseThrow().stages().stream()
        .map(stage -> ((FineTune) stage).training().epochs())
        .toList();
  }

  @Test
  void aRecipeWithoutStagesSaysWhatToDo() {
    model.draft().remove(model.draft().stages().getFirst());

    assertThat(model.obstacleProperty().get()).isEqualTo("Add a stage: the recipe has none.");
  }

  @Test
  void whatWasTypedIsTypedAgainBeItASpecOrNot() {
    variant("data").choiceProperty().set("folder");
    variant("data").form().field("path").textProperty().set("some where");
    set(model.draft().stages().getFirst(), "epochs", "many");
    model.draft().add("distil");
    var next = new RecipeModel(workspace, new SameThread(), (spec, says) -> measurement());

    next.restore(model.draft().typed());

    assertThat(next.draft().typed()).isEqualTo(model.draft().typed());
    assertThat(next.obstacleProperty().get()).isEqualTo(model.obstacleProperty().get());
    assertThat(next.draft().stages()).extracting(StageModel::title).contains("Distil");
    set(next.draft().stages().getFirst(), "epochs", "5");
    assertThat(next.draft().stages().getFirst().value()).isPresent();
  }

  @Test
  void aSpecThatIsTypedAgainIsTheSame() {
    for (var preset : Preset.all()) {
      model.open(preset.spec());
      var next = new RecipeModel(workspace, new SameThread(), (spec, says) -> measurement());

      next.restore(model.draft().typed());

      // A form takes relative paths from where the window was started.
      var here = Path.of("").toAbsolutePath();
      assertThat(next.spec()).as(preset.title()).contains(preset.spec().resolvedAgainst(here));
    }
  }

  @Test
  void aModelThatIsNotInTheWorkspaceCanBeFetched() {
    model.apply(Preset.all().get(1));

    assertThat(model.fetchableProperty().get()).contains("bert-base-cased");
    assertThat(model.obstacleProperty().get())
        .contains("The pre-trained model 'bert-base-cased' is not in the workspace");
  }

  @Test
  void aPresetForAnyDataKeepsTheData() throws IOException {
    var corpus = corpus();
    variant("data").choiceProperty().set("folder");
    variant("data").form().field("path").textProperty().set(corpus.toString());

    model.apply(Preset.all().get(1));

    assertThat(variant("data").choiceProperty().get()).isEqualTo("folder");
    assertThat(model.spec().orElseThrow().data().toString()).contains(corpus.toString());
  }

  @Test
  void aMissingCorpusIsSaid() {
    variant("data").choiceProperty().set("folder");
    variant("data").form().field("path").textProperty().set(folder.resolve("none").toString());

    assertThat(model.obstacleProperty().get())
        .isEqualTo("The folder " + folder.resolve("none") + " does not exist.");
    assertThat(model.planProperty().get()).isEmpty();
  }

  @Test
  void aCorpusThatIsYetToBeFetchedIsSaidWithTheCommandThatDoesSo() {
    variant("data").choiceProperty().set("fetched");

    assertThat(variant("data").form().field("name").textProperty().get()).isEqualTo("conll2003");
    assertThat(model.obstacleProperty().get())
        .isEqualTo(
            "The corpus conll2003 is not in the workspace: `bonsai data fetch conll2003` brings"
                + " it.");

    variant("data").form().field("name").textProperty().set("ontonotes");

    assertThat(model.obstacleProperty().get())
        .contains("'ontonotes' is not a corpus that can be fetched: use one of [conll2003].");
  }

  @Test
  void aModelOverTheLimitCannotStart() {
    model.draft().run().field("limit").textProperty().set("1000");

    assertThat(model.obstacleProperty().get())
        .isEqualTo(
            "Stage 1 leaves a model of at least 415,497 parameters, but the limit is 1,000.");
  }

  @Test
  void theTimeFollowsFromTheMeasurementAndTheEpochs() {
    model.measure(problem -> {});
    var plan = model.planProperty().get().orElseThrow();

    // 24 epochs of 50 s and 24 evaluations of 2 s, then both splits once more: 4 s; 2 s to start
    assertThat(plan.seconds(model.measuredProperty().get().orElseThrow())).isEqualTo(1254);
  }

  @Test
  void aTimingStaysWhereThePlanIsMadeAnewAndGoesWithAnotherSpec() {
    model.measure(problem -> {});

    model.refresh();
    assertThat(model.measuredProperty().get()).contains(measurement());

    var seed = model.draft().run().field("seed").textProperty();
    var before = seed.get();
    seed.set("7");
    assertThat(model.measuredProperty().get()).isEmpty();

    seed.set(before);
    assertThat(model.measuredProperty().get()).contains(measurement());
  }

  @Test
  void startingMakesARunFolderWithThatSpec() {
    var launched = new ArrayList<RunFolder>();
    var shown = new ArrayList<String>();

    model.start(launched::add, shown::add, problem -> {});

    assertThat(launched).hasSize(1);
    assertThat(shown).containsExactly(launched.getFirst().id());
    assertThat(Runs.of(workspace).all()).isEqualTo(launched);
    assertThat(launched.getFirst().spec()).isEqualTo(Preset.tiny());
  }

  @Test
  void nothingInvalidStarts() {
    set(model.draft().stages().getFirst(), "batchSize", "many");

    model.start(
        run -> {
          throw new AssertionError("started");
        },
        id -> {},
        problem -> {});

    assertThat(Runs.of(workspace).all()).isEmpty();
  }

  @Test
  void aWorkerThatDoesNotStartIsSaid() {
    var said = new ArrayList<String>();

    model.start(
        run -> {
          throw new UserException("The worker did not start.");
        },
        id -> {},
        said::add);

    assertThat(said).containsExactly("The worker did not start.");
    assertThat(model.startingProperty().get()).isFalse();
  }

  @Test
  void aStartThatWasCancelledCanBeTriedAgain() {
    var launched = new ArrayList<RunFolder>();
    background.cancelNext(0);
    model.start(launched::add, id -> {}, problem -> {});
    assertThat(launched).isEmpty();
    assertThat(model.startingProperty().get()).isFalse();

    model.start(launched::add, id -> {}, problem -> {});

    assertThat(launched).hasSize(1);
  }

  @Test
  void aCorpusWhoseReadingWasCancelledIsNoLongerSaidToBeRead() {
    background.cancelNext(0);

    var other = new RecipeModel(workspace, background, (spec, says) -> measurement());

    assertThat(other.readingProperty().get()).isEmpty();
    assertThat(other.planProperty().get()).isEmpty();
  }

  @Test
  void aCorpusIsReadAgainOnlyWhereItsFilesHaveChanged() throws IOException {
    var train = corpus().resolve("train.txt");
    var kept = Files.getLastModifiedTime(train);
    variant("data").choiceProperty().set("folder");
    variant("data").form().field("path").textProperty().set(train.getParent().toString());
    assertThat(model.obstacleProperty().get()).isEmpty();

    Files.writeString(train, "x".repeat((int) Files.size(train)));
    Files.setLastModifiedTime(train, kept);
    model.refresh();
    assertThat(model.obstacleProperty().get()).isEmpty();

    Files.setLastModifiedTime(train, FileTime.fromMillis(kept.toMillis() + 1_000));
    model.refresh();
    assertThat(model.obstacleProperty().get()).contains("train.txt");
  }

  @Test
  void whatIsKeptComesBackWithWhatItDiffersFrom() {
    model.draft().run().field("seed").textProperty().set("none");
    var back = model.keep();
    model.open(Preset.tiny());
    assertThat(model.spec()).isPresent();

    back.run();

    assertThat(model.draft().run().field("seed").textProperty().get()).isEqualTo("none");
    assertThat(model.unsavedProperty().get()).isTrue();
  }

  @Test
  void aSavedSpecIsOpenedAgain() {
    var file = folder.resolve("my spec.json");
    model.draft().run().field("seed").textProperty().set("7");

    model.save(file);

    assertThat(model.unsavedProperty().get()).isFalse();
    assertThat(RunSpec.read(file)).isEqualTo(model.spec().orElseThrow());
    assertThat(model.command().orElseThrow()).startsWith("./bonsai run '" + file + "'");
    model.apply(Preset.all().getFirst());
    model.open(file);
    assertThat(model.spec().orElseThrow().seed()).isEqualTo(7);
  }

  @Test
  void theCommandOfAnUnsavedSpecBringsTheSpecAlong() {
    var command = model.command().orElseThrow();

    assertThat(command)
        .startsWith("cat > tiny-on-the-sample.json <<'END'\n{")
        .endsWith(
            "}\nEND\n./bonsai run tiny-on-the-sample.json --workspace " + workspace.root() + "\n");
  }

  @Test
  void theUsualWorkspaceNeedsNoMention() {
    var spec = Preset.tiny();
    var file = Optional.of(Path.of("my.json"));
    var usual = new Workspace(folder.resolve(".bonsai"));
    var home = Map.of("HOME", folder.toString());

    assertThat(StartCommand.of(usual, home).lines(spec, file)).isEqualTo("./bonsai run my.json\n");
    assertThat(StartCommand.of(workspace, home).lines(spec, file))
        .isEqualTo("./bonsai run my.json --workspace " + workspace.root() + "\n");
    assertThat(
            StartCommand.of(workspace, Map.of(Workspace.VARIABLE, workspace.root().toString()))
                .lines(spec, file))
        .isEqualTo("./bonsai run my.json\n");
  }

  @Test
  void anImagesLauncherIsCalledWhereItIs() {
    var command = new StartCommand("/opt/my bonsai/bin/bonsai", Optional.empty());

    assertThat(command.lines(Preset.tiny(), Optional.of(Path.of("my.json"))))
        .isEqualTo("'/opt/my bonsai/bin/bonsai' run my.json\n");
  }

  @Test
  void aChangeWhileACorpusIsReadLeavesItSaidThatItIsRead() {
    var toolkit = new ArrayDeque<Runnable>(); // of which nothing is done: the reading never ends
    var slow =
        new RecipeModel(
            workspace,
            new ThreadedBackground(toolkit::add, (during, thrown) -> during),
            (spec, says) -> measurement());
    assertThat(slow.readingProperty().get()).isEqualTo("Reading the corpus…");

    slow.draft().run().field("seed").textProperty().set("7");

    assertThat(slow.readingProperty().get()).isEqualTo("Reading the corpus…");
  }

  @Test
  void aVisitWhileACorpusIsReadDoesNotReadItOnceMore() {
    var toolkit = new ArrayDeque<Runnable>(); // of which nothing is done: the reading never ends
    var reading = new ThreadedBackground(toolkit::add, (during, thrown) -> during);
    var slow = new RecipeModel(workspace, reading, (spec, says) -> measurement());

    slow.refresh();

    assertThat(reading.jobs()).hasSize(1);
    assertThat(slow.readingProperty().get()).isEqualTo("Reading the corpus…");
  }

  @Test
  void whyATeachersOutputsAreNotKeptIsSaidAsItIs() {
    assertThat(PreflightView.notKept(new OutputsSize(1, true, 2))).isEmpty();
    assertThat(PreflightView.notKept(new OutputsSize(2_000_000_000, false, 0)))
        .contains("The recipe keeps no outputs of the teacher: it runs in every step.");
    assertThat(PreflightView.notKept(new OutputsSize(2_000_000_000, false, 1_000_000_000)))
        .contains(
            "The teacher's outputs would take 2.0 GB, more than the 1.0 GB that the recipe keeps:"
                + " the teacher runs in every step.");
  }

  @Test
  void aWrongFileGivesItsSentence() throws IOException {
    var file = Files.writeString(folder.resolve("wrong.json"), "{\"name\": \"x\"}");

    assertThatThrownBy(() -> model.open(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("start is missing");
    assertThat(model.spec()).contains(Preset.tiny());
  }

  private Path corpus() throws IOException {
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.writeString(corpus.resolve("train.txt"), "Anna B-PER\nsings O\n\n");
    return corpus;
  }
}
