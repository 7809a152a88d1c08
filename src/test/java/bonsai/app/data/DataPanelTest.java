package bonsai.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.Message;
import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.app.kit.EntityTypes;
import bonsai.base.Workspace;
import bonsai.ner.Corpus.Problem;
import bonsai.ner.DataSource;
import bonsai.ner.Sentence;
import bonsai.run.Preset;
import bonsai.run.Runs;
import bonsai.tag.TinyTagger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The panel in the real window, by a robot. */
@Timeout(120)
@WindowTest
final class DataPanelTest {
  @TempDir private Path folder;
  private TestWindow window;
  private DataPanel panel;

  @Start
  private void start(Stage stage) {
    window = new TestWindow(stage, folder.resolve("home"), run -> {});
    var place = window.shell().places().getFirst();
    window.shell().show(place);
    panel = (DataPanel) place.panel();
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
  }

  private static void await(Callable<Boolean> condition) {
    try {
      WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private Path corpus() throws IOException {
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.writeString(
        corpus.resolve("train.txt"),
        """
        Anna B-PER
        saw O
        Rome B-LOC

        Berger I-PER
        left O

        nobody O
        """);
    Files.writeString(corpus.resolve("test.txt"), "Oslo B-LOC\n\nUN I-ORG\n");
    return corpus;
  }

  /** Drops a folder on the panel, and waits until all that follows is to be seen. */
  private void drop(FxRobot robot, Path place) {
    robot.interact(() -> panel.drop(place));
    settle();
  }

  private void settle() {
    await(() -> WaitForAsyncUtils.asyncFx(panel::isSettled).get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  private void type(FxRobot robot, String query, String text) {
    var field = robot.lookup(query).<TextInputControl>query();
    robot.interact(field::requestFocus);
    robot.write(text, 0);
    settle();
  }

  @SuppressWarnings("unchecked")
  private static <T> TableView<T> table(FxRobot robot, String query) {
    return robot.lookup(query).queryAs(TableView.class);
  }

  private static List<Integer> listed(FxRobot robot) {
    return DataPanelTest.<Listing.Row>table(robot, "#data-table").getItems().stream()
        .map(Listing.Row::number)
        .toList();
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).<Labeled>query().getText();
  }

  @Test
  void anEmptyPanelOffersTheSampleAndOpensIt(FxRobot robot) {
    robot.clickOn("#data-open-sample");
    settle();

    assertThat(text(robot, "#data-name")).isEqualTo("sample");
    assertThat(text(robot, "#data-count")).isEqualTo("2,000 sentences");
    assertThat(text(robot, "#data-split-valid")).isEqualTo("Valid  400");
  }

  @Test
  void aFolderThatIsDroppedIsOpenedWithItsFirstSentenceInDetail(FxRobot robot) throws IOException {
    drop(robot, corpus());

    assertThat(text(robot, "#data-name")).isEqualTo("corpus");
    assertThat(listed(robot)).containsExactly(0, 1, 2);
    assertThat(text(robot, "#data-place")).isEqualTo("train.txt, line 1");
  }

  @Test
  void aSearchAndFiltersLeaveTheSentencesThatMeetAllOfThem(FxRobot robot) throws IOException {
    drop(robot, corpus());

    type(robot, "#data-search", "E");
    assertThat(listed(robot)).containsExactly(0, 1);

    robot.clickOn("#data-case");
    settle();
    assertThat(listed(robot)).isEmpty();
    assertThat(text(robot, "#data-count")).isEqualTo("0 of 3 sentences");

    robot.clickOn("#data-clear");
    settle();
    type(robot, "#data-min-words", "2");
    type(robot, "#data-max-words", "2");
    assertThat(listed(robot)).containsExactly(1);
  }

  @Test
  void onlySentencesWithProblemsAreLeftOnDemand(FxRobot robot) throws IOException {
    drop(robot, corpus());

    robot.clickOn("#data-only-problems");
    settle();

    assertThat(listed(robot)).containsExactly(1);
    assertThat(robot.lookup("#data-only-problems").<ToggleButton>query().isSelected()).isTrue();
  }

  @Test
  void aLengthThatIsNoNumberIsSaidBesideTheFilters(FxRobot robot) throws IOException {
    drop(robot, corpus());

    type(robot, "#data-min-words", "few");

    assertThat(text(robot, "#data-count"))
        .isEqualTo("The number of words must be a whole number such as 12, not 'few'.");
    assertThat(listed(robot)).containsExactly(0, 1, 2);
  }

  @Test
  void aMissingCorpusIsSaidAndWhatWasOpenStays(FxRobot robot) throws IOException {
    drop(robot, corpus());

    drop(robot, folder.resolve("nowhere"));

    var said = robot.lookup("#data-message .message").queryAs(Message.class);
    assertThat(said.getDescription())
        .startsWith("The folder " + folder.resolve("nowhere") + " does not exist.");
    assertThat(listed(robot)).containsExactly(0, 1, 2);
  }

  @Test
  void problemsAreListedWithFileAndLineAndLeadToTheirSentence(FxRobot robot) throws IOException {
    drop(robot, corpus());
    robot.interact(() -> panel.show(DataView.Side.PROBLEMS));
    WaitForAsyncUtils.waitForFxEvents();
    var problems = DataPanelTest.<Problem>table(robot, "#data-problems");

    assertThat(problems.getItems())
        .filteredOn(problem -> problem.line() > 0)
        .extracting(problem -> problem.file() + " " + problem.line())
        .contains("train.txt 5", "test.txt 3");

    var row = problems.getItems().stream().filter(it -> it.file().equals("test.txt")).findFirst();
    robot.interact(() -> problems.getSelectionModel().select(row.orElseThrow()));
    settle();

    assertThat(robot.lookup("#data-split-test").<ToggleButton>query().isSelected()).isTrue();
    assertThat(text(robot, "#data-place")).startsWith("test.txt, line ");
  }

  @Test
  void theSentenceThatIsChosenByKeyIsShownWordByWord(FxRobot robot) throws IOException {
    drop(robot, corpus());
    robot.clickOn("#data-search").type(KeyCode.DOWN).type(KeyCode.DOWN);
    settle();

    assertThat(text(robot, "#data-place")).isEqualTo("train.txt, line 5");
    assertThat(table(robot, "#data-alignment").getItems()).hasSize(2);
    assertThat(text(robot, "#data-pieces-note")).contains("fetch bert-base-cased");
    assertThat(robot.lookup("#data-fetch").query().isVisible()).isTrue();
  }

  @Test
  void aFinishedRunsModelShowsItsPieces(FxRobot robot) throws IOException {
    var run = Runs.of(new Workspace(folder.resolve("home"))).create(Preset.tiny());
    try (var log = WrittenRun.of(run)) {
      log.begins().steps(1, 2).finishes(0.9, 0.9);
    }
    TinyTagger.in(run.model());
    drop(robot, corpus());
    robot.interact(() -> panel.show(DataView.Side.SENTENCE));

    await(() -> text(robot, "#data-pieces-note").endsWith(" with tiny-on-the-sample"));
    assertThat(robot.lookup("#data-tokenizer").queryComboBox().getItems()).hasSize(1);

    robot.interact(() -> panel.show(DataView.Side.COUNTS));
    await(
        () ->
            robot
                .lookup("#data-save-pieces-per-word")
                .tryQuery()
                .filter(Node::isVisible)
                .isPresent());
    settle();
  }

  @Test
  void chartsAreSavedAsPictureAndAsTable(FxRobot robot) throws IOException {
    drop(robot, corpus());
    robot.interact(() -> panel.show(DataView.Side.COUNTS));
    WaitForAsyncUtils.waitForFxEvents();

    save(robot, "#data-save-tags", 1, folder.resolve("tags.csv"));
    assertThat(Files.readString(folder.resolve("tags.csv")))
        .startsWith("tag,words\n")
        .contains("B-PER,", "O,3\n");
    save(robot, "#data-save-sentence-length", 1, folder.resolve("lengths.csv"));
    assertThat(Files.readString(folder.resolve("lengths.csv")))
        .isEqualTo("words,sentences\n1,1\n2,1\n3,1\n");
    save(robot, "#data-save-entities", 0, folder.resolve("entities.png"));

    var picture = ImageIO.read(folder.resolve("entities.png").toFile());
    assertThat(picture.getWidth()).isGreaterThan(300);
  }

  private void save(FxRobot robot, String menu, int item, Path file) {
    window.dialogs().willChoose(file);
    robot.interact(robot.lookup(menu).queryAs(MenuButton.class).getItems().get(item)::fire);
    await(() -> Files.exists(file) && Files.size(file) > 0);
    await(() -> WaitForAsyncUtils.asyncFx(window::isIdle).get());
  }

  @Test
  void ofAFileWithoutBlankLinesTheFirstWordsAreShown(FxRobot robot) {
    var words = Collections.nCopies(200_000, "Rome");
    var sentence = new Sentence(words, Collections.nCopies(words.size(), "B-LOC"));
    var flow = new ArrayList<TextFlow>();

    robot.interact(() -> flow.add(SentenceView.flow(sentence, EntityTypes.of(List.of("LOC")))));

    assertThat(flow.getFirst().getChildren()).hasSize(2 * SentenceView.MOST_WORDS);
    assertThat(flow.getFirst().getChildren().getLast())
        .isInstanceOfSatisfying(
            Label.class, end -> assertThat(end.getText()).contains("199,500 more words"));
  }

  @Test
  void theCorporaBeforeCanBeOpenedAgain(FxRobot robot) throws IOException {
    drop(robot, corpus());
    robot.interact(() -> panel.open(new DataSource.Sample()));
    settle();

    var menu = robot.lookup("#data-open").<MenuButton>query().getItems();

    assertThat(menu)
        .extracting(item -> item.getText())
        .endsWith(folder.resolve("corpus").toString());
  }
}
