package bonsai.app.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import bonsai.app.Children;
import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.ner.Labels;
import bonsai.tag.TinyTagger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** With a real window and real tagger processes. */
@Timeout(120)
@WindowTest
final class PlaygroundPanelTest {
  @TempDir private Path folder;
  private TestWindow window;
  private PlaygroundPanel panel;

  @Start
  private void start(Stage stage) {
    window = new TestWindow(stage, folder.resolve("home"), run -> {});
    panel = (PlaygroundPanel) window.shell().places().get(3).panel();
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
    await(() -> taggers().isEmpty());
  }

  private List<ProcessHandle> taggers() {
    return Children.in(folder);
  }

  private static void await(Callable<Boolean> condition) {
    try {
      WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private void openTinyModel(FxRobot robot) {
    var model = TinyTagger.in(folder.resolve("tiny"));
    robot.interact(() -> window.shell().navigator().playground(model));
  }

  private void type(FxRobot robot, String text) {
    robot.clickOn("#playground-text").write(text, 0);
  }

  private void awaitTags(FxRobot robot) {
    await(
        () ->
            WaitForAsyncUtils.asyncFx(panel::isSettled).get() && !rows(robot).getItems().isEmpty());
  }

  @SuppressWarnings("unchecked")
  private static ListView<Row> rows(FxRobot robot) {
    return robot.lookup("#playground-result").queryAs(ListView.class);
  }

  @SuppressWarnings("unchecked")
  private static TableView<FoundEntity> entities(FxRobot robot) {
    return robot.lookup("#playground-entities").queryAs(TableView.class);
  }

  private static List<String> found(FxRobot robot) {
    return entities(robot).getItems().stream()
        .map(it -> it.entity().type() + " " + it.entity().text())
        .toList();
  }

  @Test
  void withoutAModelThePanelSaysWhatToDo(FxRobot robot) {
    robot.clickOn("#rail-playground");

    assertThat(robot.lookup("#playground-none").query().isVisible()).isTrue();
    assertThat(taggers()).isEmpty();

    robot.clickOn("Go to Recipe");
    assertThat(window.front()).isEqualTo("Recipe");
  }

  @Test
  void tagsAppearAsOneTypesAndAClickOnAnEntitySelectsIt(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna Smith lives in Berlin.");
    awaitTags(robot);

    assertThat(found(robot)).containsExactly("PER Anna Smith", "LOC Berlin");
    assertThat(robot.lookup("#playground-latency").queryAs(Label.class).getText())
        .matches("[0-9.]+ ms in the model · [0-9.]+ ms in all");
    assertThat(robot.lookup("#playground-facts").queryAs(Pane.class).getChildren())
        .extracting(fact -> ((Label) fact).getText())
        .contains("CPU")
        .anyMatch(text -> text.endsWith(" parameters"));

    await(() -> robot.from(entities(robot)).lookup("Berlin").tryQuery().isPresent());
    robot.clickOn(robot.from(entities(robot)).lookup("Berlin").<Node>query());

    assertThat(robot.lookup("#playground-text").queryAs(TextArea.class).getSelectedText())
        .isEqualTo("Berlin");
  }

  @Test
  void aKilledProcessIsOneNoticeAndTheTagsComeBack(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna lives in Berlin.");
    awaitTags(robot);
    var first = taggers().getFirst();
    var notices = new CopyOnWriteArrayList<Node>();
    robot.interact(() -> noteAll(robot.lookup("#notices").queryAs(Pane.class), notices));

    first.destroyForcibly(); // SIGKILL, where there are signals
    await(() -> !taggers().isEmpty() && !taggers().contains(first));
    await(() -> !notices.isEmpty());
    awaitTags(robot);
    robot.clickOn("#playground-text").type(KeyCode.END).write(" Smith", 0);
    awaitTags(robot);

    assertThat(found(robot)).containsExactly("PER Anna", "LOC Berlin", "PER Smith");
    assertThat(notices).hasSize(1);
  }

  /** Notices go away after a while. */
  private static void noteAll(Pane shown, List<Node> notices) {
    shown
        .getChildren()
        .addListener(
            (ListChangeListener<Node>)
                change -> {
                  while (change.next()) {
                    notices.addAll(change.getAddedSubList());
                  }
                });
  }

  @Test
  void aModelThatCannotBeOpenedSaysWhyAndHasALog(FxRobot robot) throws Exception {
    var model = TinyTagger.in(folder.resolve("tiny"));
    Files.writeString(model.resolve("config.json"), "{");
    robot.interact(() -> window.shell().navigator().playground(model));

    await(() -> robot.lookup("#playground-given-up").tryQuery().isPresent());
    robot.interact(robot.lookup("#playground-show-log").queryAs(Button.class)::fire);

    assertThat(robot.lookup("#playground-log").queryAs(TextArea.class).isVisible()).isTrue();
    TinyTagger.in(folder.resolve("tiny"));
    robot.clickOn(robot.lookup("#playground-again").queryAs(Button.class));
    type(robot, "Anna");
    awaitTags(robot);
    assertThat(found(robot)).containsExactly("PER Anna");
  }

  @Test
  void theTagsAreCopiedAsColumns(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna lives.");
    awaitTags(robot);

    copyByKey(robot);

    assertThat(clipboard()).isEqualTo("Anna\tB-PER\nlives\tO\n.\tO\n\n");
  }

  /** What the key does that copies columns. */
  private void copyFocused(FxRobot robot) {
    robot.interact(
        panel.shortcuts().stream()
            .filter(shortcut -> shortcut.does().contains("CoNLL"))
            .findFirst()
            .orElseThrow()
            .action());
  }

  private static void copyByKey(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
    robot.release(KeyCode.C, KeyCode.SHIFT, KeyCode.CONTROL);
    WaitForAsyncUtils.waitForFxEvents();
  }

  private static String clipboard() {
    return WaitForAsyncUtils.waitFor(
        WaitForAsyncUtils.asyncFx(() -> Clipboard.getSystemClipboard().getString()));
  }

  @Test
  void anExampleTakesThePlaceOfTheTextAndIsTagged(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna");
    awaitTags(robot);

    var examples = robot.lookup("#playground-examples").queryAs(MenuButton.class).getItems();
    assertThat(examples).hasSameSizeAs(Examples.ALL);
    robot.interact(examples.getLast()::fire);

    var text = robot.lookup("#playground-text").queryAs(TextArea.class);
    assertThat(text.getText()).isEqualTo(Examples.ALL.getLast().text());
    awaitTags(robot);
  }

  @Test
  void twoModelsStandSideBySideAndTheWordsOnWhichTheyDifferAreListed(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna lives in Berlin.");
    awaitTags(robot);
    assertThat(robot.lookup("#playground-second-result").tryQuery()).isEmpty();

    var labels = Labels.ofTypes(List.of("PER", "ORG", "GPE", "MISC"));
    var other = TinyTagger.in(folder.resolve("other"), labels);
    window.dialogs().willChoose(other);
    robot.clickOn("#playground-compare").clickOn("#playground-second-open");
    await(() -> robot.lookup("#playground-second-result").tryQuery().isPresent());
    awaitTags(robot);

    await(() -> !differences(robot).getItems().isEmpty());
    assertThat(differences(robot).getItems())
        .extracting(it -> it.word().word(), it -> it.word().tag(), Comparison.Difference::tag)
        .containsExactly(tuple("Berlin", "B-LOC", "B-MISC"));
    for (var id : List.of("#playground", "#playground-second")) {
      await(() -> robot.lookup(id + "-latency").queryAs(Label.class).getText().contains(" ms "));
      assertThat(robot.lookup(id + "-facts").queryAs(Pane.class).getChildren())
          .anyMatch(fact -> ((Label) fact).getText().endsWith(" parameters"));
    }
    assertThat(taggers()).hasSize(2);

    var copy = robot.lookup("#playground-copy").queryAs(MenuButton.class).getItems();
    assertThat(copy)
        .extracting(MenuItem::getText)
        .contains("tiny, as CoNLL columns", "other, as CoNLL columns");
    robot.interact(
        copy.stream()
                .filter(item -> "playground-second-copy-conll".equals(item.getId()))
                .findFirst()
                .orElseThrow()
            ::fire);
    assertThat(clipboard()).contains("Berlin\tB-MISC\n");
    await(() -> isSaid(robot, "Copied the tags of other as CoNLL columns."));

    robot.clickOn("#playground-compare");
    await(() -> taggers().size() == 1);
    assertThat(robot.lookup("#playground-second-result").tryQuery()).isEmpty();
  }

  @Test
  void theKeyCopiesTheTagsThatHaveTheFocus(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna lives in Berlin.");
    awaitTags(robot);
    var other = TinyTagger.in(folder.resolve("other"));
    window.dialogs().willChoose(other);
    robot.clickOn("#playground-compare").clickOn("#playground-second-open");
    await(() -> robot.lookup("#playground-second-result").tryQuery().isPresent());
    awaitTags(robot);

    robot.interact(() -> robot.lookup("#playground-text").query().requestFocus());
    assertThat(robot.lookup("#playground-text").query().isFocused()).isTrue();
    copyFocused(robot);
    await(() -> isSaid(robot, "Copied the tags of tiny as CoNLL columns."));

    robot.interact(() -> robot.lookup("#playground-second-result").query().requestFocus());
    copyFocused(robot);
    await(() -> isSaid(robot, "Copied the tags of other as CoNLL columns."));
  }

  private static boolean isSaid(FxRobot robot, String sentence) {
    return robot
        .lookup(
            (Node node) ->
                node instanceof Text text && text.getText().equals(sentence)
                    || node instanceof Labeled label && sentence.equals(label.getText()))
        .tryQuery()
        .isPresent();
  }

  @SuppressWarnings("unchecked")
  private static TableView<Comparison.Difference> differences(FxRobot robot) {
    return robot.lookup("#playground-differences").queryAs(TableView.class);
  }

  @Test
  void aLongTextDoesNotStopTheWindow(FxRobot robot) {
    openTinyModel(robot);
    type(robot, "Anna");
    awaitTags(robot);
    var text = "Anna Smith lives in New York and in Berlin , in a house . ".repeat(770);

    var pasted = longest(robot, () -> panel.tag(text));
    var typed = longest(robot, () -> panel.tag(text + "Anna"));

    assertThat(pasted).isLessThan(Duration.ofSeconds(2));
    assertThat(typed).isLessThan(Duration.ofSeconds(1));
    assertThat(entities(robot).getItems()).hasSize(3 * 770 + 1);
  }

  /** The longest time in which the toolkit did nothing else, until all is tagged. */
  private Duration longest(FxRobot robot, Runnable action) {
    var longest = Duration.ZERO;
    WaitForAsyncUtils.asyncFx(action);
    var settled = false;
    while (!settled) {
      var asked = System.nanoTime();
      settled = WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(panel::isSettled));
      var took = Duration.ofNanos(System.nanoTime() - asked);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }
}
