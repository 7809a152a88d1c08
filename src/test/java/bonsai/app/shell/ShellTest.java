package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.app.kit.Theme;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.event.Event;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class ShellTest {
  @TempDir private Path folder;
  private TestWindow window;

  @Start
  private void start(Stage stage) {
    window =
        new TestWindow(
            stage,
            folder,
            run -> {
              throw new IllegalStateException("no fuel");
            });
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
  }

  @Test
  void theRailBringsAPanelToTheFront(FxRobot robot) {
    robot.clickOn("#rail-runs");

    assertThat(window.front()).isEqualTo("Runs");
  }

  @Test
  void keysBringPanelsToTheFront(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.DIGIT4).release(KeyCode.DIGIT4, KeyCode.CONTROL);

    assertThat(window.front()).isEqualTo("Playground");
  }

  @Test
  void theRailAlwaysShowsWhereOneIs(FxRobot robot) {
    robot.clickOn("#rail-runs");
    robot.clickOn("#rail-runs");

    assertThat(robot.lookup("#rail-runs").queryAs(ToggleButton.class).isSelected()).isTrue();
  }

  @Test
  void arrowsOnTheRailLeadFromPanelToPanel(FxRobot robot) {
    robot.clickOn("#rail-data");

    robot.type(KeyCode.DOWN);

    assertThat(window.front()).isEqualTo("Recipe");
  }

  @Test
  void otherPanelsAreMadeInAPause(FxRobot robot) throws Exception {
    var places = window.shell().places();
    assertThat(places).filteredOn(Place::isMade).hasSize(1);
    var maker = new PanelMaker(scene(robot), places, Duration.millis(10));

    robot.interact(maker::begin);

    WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> places.stream().allMatch(Place::isMade));
    assertThat(window.front()).isEqualTo("Data");
  }

  @Test
  void noPanelIsMadeWhileKeysArePressed(FxRobot robot) throws Exception {
    var places = window.shell().places();
    var scene = scene(robot);
    var maker = new PanelMaker(scene, places, Duration.seconds(1));

    robot.interact(maker::begin);
    for (var key = 0; key < 15; key++) {
      robot.interact(() -> Event.fireEvent(scene, keyPressed()));
      Thread.sleep(50);
    }

    assertThat(places).filteredOn(Place::isMade).hasSize(1);
    robot.interact(maker::close);
  }

  private static Scene scene(FxRobot robot) {
    return robot.lookup("#theme").query().getScene();
  }

  private static KeyEvent keyPressed() {
    return new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.SHIFT, true, false, false, false);
  }

  @Test
  void theThemeFollowsTheSystemUntilOneIsChosen(FxRobot robot) {
    robot.interact(() -> window.system().set(Theme.DARK));
    assertThat(stylesheets(robot)).isEqualTo(Theme.DARK.stylesheets());

    robot.clickOn("#theme").clickOn("#theme-light");
    assertThat(stylesheets(robot)).isEqualTo(Theme.LIGHT.stylesheets());

    robot.interact(() -> window.system().set(Theme.LIGHT));
    robot.interact(() -> window.system().set(Theme.DARK));
    assertThat(stylesheets(robot)).isEqualTo(Theme.LIGHT.stylesheets());

    robot.clickOn("#theme").clickOn("#theme-system");
    assertThat(stylesheets(robot)).isEqualTo(Theme.DARK.stylesheets());
  }

  @Test
  void aKeySwitchesTheTheme(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.L);
    robot.release(KeyCode.L, KeyCode.SHIFT, KeyCode.CONTROL);

    assertThat(stylesheets(robot)).isEqualTo(Theme.DARK.stylesheets());
  }

  private static List<String> stylesheets(FxRobot robot) {
    return robot.lookup("#theme").query().getScene().getStylesheets();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theSheetListsEveryKeyOfThePanelAndOfTheWindow(int index, FxRobot robot) {
    var place = window.shell().places().get(index);
    robot.interact(() -> window.shell().show(place));

    robot.type(KeyCode.F1);

    var shown =
        robot.from(robot.lookup("#shortcut-sheet")).lookup(".label").queryAllAs(Label.class);
    assertThat(shown)
        .extracting(Label::getText)
        .containsAll(place.panel().shortcuts().stream().map(Shortcut::does).toList())
        .contains("Go to Data", "Go to Playground", "Light or dark", "Show the log");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void noKeyOfAPanelDoesTwoThings(int index, FxRobot robot) {
    var place = window.shell().places().get(index);
    robot.interact(() -> window.shell().show(place));
    var keys = place.panel().shortcuts().stream().map(Shortcut::keys).toList();

    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void whatFailsUnexpectedlyIsSaidOnceWithAWayToTheLog(FxRobot robot) throws Exception {
    robot.interact(() -> window.shell().navigator().recipe());
    WaitForAsyncUtils.waitFor(
        60,
        TimeUnit.SECONDS,
        () -> robot.lookup("#recipe-obstacle").queryLabeled().getText().startsWith("Ready"));
    robot.clickOn("#recipe-start");

    WaitForAsyncUtils.waitFor(
        60, TimeUnit.SECONDS, () -> robot.lookup("Show log").tryQuery().isPresent());
    assertThat(robot.lookup("#notices").queryAs(Pane.class).getChildren()).hasSize(1);
    assertThat(robot.from(robot.lookup("#notices")).lookup(ShellTest::tells).queryAll())
        .as("no trace in the window")
        .isEmpty();

    robot.clickOn("Show log");

    assertThat(robot.lookup("#log-text").queryAs(TextArea.class).getText())
        .contains("Start tiny-on-the-sample", "IllegalStateException: no fuel", "at bonsai.app");
  }

  /** Whether a text is part of a trace. */
  private static boolean tells(Node node) {
    return node instanceof Text text && text.getText().contains("at bonsai.");
  }

  @Test
  void noticesDoNotCoverOneAnother(FxRobot robot) {
    robot.interact(
        () -> {
          for (var i = 0; i < 3; i++) {
            window.shell().notices().info((i + " a sentence that needs several lines ").repeat(9));
          }
        });
    WaitForAsyncUtils.waitForFxEvents();

    var places =
        robot
            .from(robot.lookup("#notices"))
            .lookup((Node node) -> node instanceof Text t && t.getText().contains("several lines"))
            .queryAllAs(Text.class)
            .stream()
            .map(text -> text.localToScene(text.getLayoutBounds()))
            .sorted(Comparator.comparingDouble(Bounds::getMinY))
            .toList();
    assertThat(places).hasSize(3);
    assertThat(places.getFirst().getMinY()).isPositive();
    for (var i = 1; i < places.size(); i++) {
      assertThat(places.get(i).getMinY()).isGreaterThan(places.get(i - 1).getMaxY());
    }
  }

  @Test
  void theBellTellsHowManyNoticesNobodyHasReadAndListsThem(FxRobot robot) {
    robot.interact(
        () -> {
          window.shell().notices().error("The disk is full.");
          window.shell().notices().info("It was saved.");
        });
    var bell = robot.lookup("#status-notices").queryButton();
    assertThat(bell.getText()).isEqualTo("2");
    assertThat(bell.getAccessibleText()).isEqualTo("2 unread notices");

    robot.clickOn("#status-notices");

    assertThat(texts(robot, "#notices-list")).contains("The disk is full.", "It was saved.");
    assertThat(bell.getText()).isEmpty();
    assertThat(bell.getAccessibleText()).isEqualTo("Notices");
  }

  private static List<String> texts(FxRobot robot, String root) {
    return robot.from(robot.lookup(root)).lookup(".label").queryAllAs(Label.class).stream()
        .map(Label::getText)
        .toList();
  }

  @Test
  void aKeyListsTheNoticesAlsoWhereThereAreNone(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.N);
    robot.release(KeyCode.N, KeyCode.SHIFT, KeyCode.CONTROL);

    assertThat(robot.lookup("#notices-none").tryQuery()).isPresent();
  }

  @Test
  void whatANoticeOffersCanBeDoneFromTheListForAsLongAsItIsPossible(FxRobot robot)
      throws Exception {
    var done = new AtomicInteger();
    robot.interact(
        () ->
            window
                .shell()
                .notices()
                .show(
                    new Notice(Notice.Kind.INFO, "It is gone.", Optional.empty())
                        .with("Undo", done::incrementAndGet, () -> done.get() == 0)));

    robot.clickOn("#status-notices");
    robot.clickOn(robot.from(robot.lookup("#notices-list")).lookup(".button").queryButton());

    assertThat(done).hasValue(1);
    WaitForAsyncUtils.waitFor(
        5, TimeUnit.SECONDS, () -> robot.lookup("#notices-list").tryQuery().isEmpty());

    robot.clickOn("#status-notices");

    assertThat(texts(robot, "#notices-list")).contains("It is gone.");
    assertThat(robot.from(robot.lookup("#notices-list")).lookup(".button").tryQuery()).isEmpty();
  }

  @Test
  void aSheetKeepsTheFocusAndGivesItBack(FxRobot robot) throws Exception {
    robot.clickOn("#status-notices");
    robot.type(KeyCode.ESCAPE);
    robot.clickOn("#rail-runs");
    var before = robot.lookup("#rail-runs").query();
    robot.type(KeyCode.F12);

    for (var i = 0; i < 5; i++) {
      robot.type(KeyCode.TAB);
      assertThat(robot.from(robot.lookup("#log-sheet")).lookup(Node::isFocused).tryQuery())
          .isPresent();
    }
    robot.press(KeyCode.SHIFT);
    for (var i = 0; i < 5; i++) {
      robot.type(KeyCode.TAB);
      assertThat(robot.from(robot.lookup("#log-sheet")).lookup(Node::isFocused).tryQuery())
          .isPresent();
    }
    robot.release(KeyCode.SHIFT);
    robot.type(KeyCode.ESCAPE);

    WaitForAsyncUtils.waitFor(5, TimeUnit.SECONDS, before::isFocused);
  }

  @Test
  void f1ShowsTheShortcutsAndEscapeHidesThem(FxRobot robot) throws Exception {
    robot.type(KeyCode.F1);
    assertThat(robot.lookup("#shortcut-sheet").tryQuery()).isPresent();

    robot.type(KeyCode.ESCAPE);

    WaitForAsyncUtils.waitFor(
        5, TimeUnit.SECONDS, () -> robot.lookup("#shortcut-sheet").tryQuery().isEmpty());
  }
}
