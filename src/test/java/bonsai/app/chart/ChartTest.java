package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.app.FakeDialogs;
import bonsai.app.SameThread;
import bonsai.app.WindowTest;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Theme;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Two charts side by side under mouse and keyboard. */
@WindowTest
final class ChartTest {
  @TempDir private Path folder;
  private final ChartGroup group = new ChartGroup(Curves.AXES);
  private final FakeDialogs dialogs = new FakeDialogs();
  private final List<Notice> notices = new ArrayList<>();
  private final SimpleObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.LIGHT);
  private Chart chart;
  private Chart other;

  @Start
  private void start(Stage stage) {
    chart = chart();
    other = chart();
    Application.setUserAgentStylesheet(Theme.LIGHT.userAgentStylesheet());
    var scene = new Scene(new HBox(10, chart, other), 900, 300);
    scene.getStylesheets().setAll(Theme.LIGHT.stylesheets());
    stage.setScene(scene);
    stage
        .sizeToScene(); // the stage is all tests' own, and keeps the size that the last one gave it
    stage.show();
  }

  private Chart chart() {
    return new Chart(
        Curves.plot(group),
        new Appearance(theme),
        new Exports(dialogs, new SameThread(), notices::add));
  }

  @BeforeEach
  void showTwoRuns(FxRobot robot) {
    var rising = new Series("rising", "", "rising", 0, Series.Look.LINE);
    Curves.extend(rising, 101, i -> i / 100.0);
    var falling = new Series("falling", "", "falling", 1, Series.Look.LINE);
    Curves.extend(falling, 101, i -> 1 - i / 100.0);
    robot.interact(
        () -> {
          chart.show(List.of(rising, falling), List.of(), List.of());
          other.show(List.of(rising), List.of(), List.of());
        });
    WaitForAsyncUtils.waitForFxEvents();
  }

  /** A place among the curves, by shares of their width and height from the upper left. */
  private Point2D place(Chart where, double x, double y) {
    var bounds = where.plotBounds();
    return where.localToScreen(
        bounds.getMinX() + x * bounds.getWidth(), bounds.getMinY() + y * bounds.getHeight());
  }

  private Range view() {
    return group.xRange();
  }

  @Test
  void theCrosshairShowsTheNumbersOfAllCurvesInEveryChart(FxRobot robot) {
    robot.moveTo(place(chart, 0.5, 0.5));

    assertThat(chart.table().isVisible()).isTrue();
    assertThat(chart.table().numbers()).containsExactly("0.5", "0.5");
    assertThat(other.table().isVisible()).isTrue();
    assertThat(other.table().numbers()).containsExactly("0.5");

    robot.moveTo(place(chart, 0.25, 0.5));
    assertThat(chart.table().numbers()).containsExactly("0.25", "0.75");
  }

  @Test
  void theCrosshairShowsDifferencesToTheBaseline(FxRobot robot) {
    robot.interact(() -> chart.plot().baseline(Optional.of("falling")));

    robot.moveTo(place(chart, 0.75, 0.5));

    assertThat(chart.table().numbers()).containsExactly("0.75", "+0.5", "0.25", "");
  }

  @Test
  void theCrosshairGoesWithTheMouse(FxRobot robot) {
    robot.moveTo(place(chart, 0.5, 0.5));
    robot.moveTo(chart.localToScreen(200, 10));

    assertThat(group.hoverProperty().get()).isEmpty();
    assertThat(chart.table().isVisible()).isFalse();
  }

  @Test
  void numbersAtTheCrosshairFollowNewData(FxRobot robot) {
    robot.moveTo(place(chart, 0.5, 0.5));
    var doubled = new Series("rising", "", "rising", 0, Series.Look.LINE);
    Curves.extend(doubled, 101, i -> i / 50.0);

    robot.interact(() -> chart.show(List.of(doubled), List.of(), List.of()));
    WaitForAsyncUtils.waitForFxEvents();

    assertThat(chart.table().numbers()).containsExactly("1");
  }

  @Test
  void draggingAcrossTheCurvesZoomsIntoThatPart(FxRobot robot) {
    robot.moveTo(place(chart, 0.2, 0.5)).press(MouseButton.PRIMARY);
    robot.moveTo(place(chart, 0.4, 0.5)).moveTo(place(chart, 0.6, 0.5));
    robot.release(MouseButton.PRIMARY);

    assertThat(view().low()).isCloseTo(21, within(1.0));
    assertThat(view().high()).isCloseTo(61, within(1.0));
    assertThat(other.frame().x().range()).isEqualTo(view());
  }

  @Test
  void aDoubleClickShowsAllAgain(FxRobot robot) {
    robot.interact(() -> group.show(new Range(20, 40)));

    robot.doubleClickOn(place(chart, 0.5, 0.1));

    assertThat(group.isZoomed()).isFalse();
  }

  @Test
  void draggingTheAxisPans(FxRobot robot) {
    robot.interact(() -> group.show(new Range(40, 60)));
    WaitForAsyncUtils.waitForFxEvents();

    robot.interact(
        () -> {
          fire(MouseEvent.MOUSE_PRESSED, 0.25, 1.06);
          fire(MouseEvent.MOUSE_DRAGGED, 0.5, 1.06);
          fire(MouseEvent.MOUSE_DRAGGED, 0.75, 1.06);
          fire(MouseEvent.MOUSE_RELEASED, 0.75, 1.06);
        });

    assertThat(view().low()).isCloseTo(30, within(0.5));
    assertThat(view().high()).isCloseTo(50, within(0.5));
  }

  @Test
  void theWheelZoomsWhereTheMouseIs(FxRobot robot) {
    var bounds = chart.plotBounds();
    var x = bounds.getCenterX();
    robot.interact(() -> Event.fireEvent(chart.canvas(), wheel(x, 50, 100)));

    assertThat(group.isZoomed()).isTrue();
    assertThat((view().low() + view().high()) / 2).isCloseTo(51, within(1.0));
  }

  /**
   * As the mouse does at a place of the plot. The headless platform's robot presses only where a
   * window is in front, which after other tests' windows none may be.
   */
  private void fire(EventType<MouseEvent> type, double x, double y) {
    var scene = chart.getScene(); // an event without a source has its place in the scene
    var at =
        place(chart, x, y)
            .subtract(
                scene.getWindow().getX() + scene.getX(), scene.getWindow().getY() + scene.getY());
    Event.fireEvent(
        chart.canvas(),
        new MouseEvent(
            type,
            at.getX(),
            at.getY(),
            at.getX(),
            at.getY(),
            type == MouseEvent.MOUSE_MOVED ? MouseButton.NONE : MouseButton.PRIMARY,
            1,
            false,
            false,
            false,
            false,
            type != MouseEvent.MOUSE_MOVED,
            false,
            false,
            false,
            false,
            true,
            new PickResult(null, at.getX(), at.getY())));
  }

  /** The headless platform's robot has no wheel. */
  private static ScrollEvent wheel(double x, double y, double delta) {
    return new ScrollEvent(
        ScrollEvent.SCROLL,
        x,
        y,
        x,
        y,
        false,
        false,
        false,
        false,
        false,
        false,
        0,
        delta,
        0,
        delta,
        ScrollEvent.HorizontalTextScrollUnits.NONE,
        0,
        ScrollEvent.VerticalTextScrollUnits.NONE,
        0,
        0,
        new PickResult(null, x, y));
  }

  @Test
  void aClickOnACurveSelectsItsRunAndEscapeLetsItGo(FxRobot robot) {
    robot.interact(
        () -> {
          var frame = chart.frame();
          var y = (frame.y().place(0.75) - frame.top()) / (frame.bottom() - frame.top());
          fire(MouseEvent.MOUSE_MOVED, 0.25, y);
          fire(MouseEvent.MOUSE_PRESSED, 0.25, y);
          fire(MouseEvent.MOUSE_RELEASED, 0.25, y);
        });
    assertThat(group.selectedProperty().get()).contains("falling");

    robot.type(KeyCode.ESCAPE);
    assertThat(group.selectedProperty().get()).isEmpty();
  }

  @Test
  void allOfItCanBeDoneWithTheKeyboard(FxRobot robot) {
    robot.interact(chart::requestFocus);

    robot.type(KeyCode.PLUS);
    var zoomed = view();
    assertThat(zoomed.high() - zoomed.low()).isCloseTo(80, within(0.1));

    robot.type(KeyCode.RIGHT);
    assertThat(view().low()).isGreaterThan(zoomed.low());

    robot.press(KeyCode.SHIFT).type(KeyCode.RIGHT).type(KeyCode.RIGHT).release(KeyCode.SHIFT);
    assertThat(group.hoverProperty().get()).hasValue(2);

    robot.type(KeyCode.DIGIT0);
    assertThat(group.isZoomed()).isFalse();
  }

  @Test
  void aChartOfNothingSaysSo(FxRobot robot) {
    robot.interact(() -> chart.show(List.of(), List.of(), List.of()));
    WaitForAsyncUtils.waitForFxEvents();

    assertThat(robot.from(chart).lookup("No steps yet").query().isVisible()).isTrue();
    robot.moveTo(place(chart, 0.5, 0.5));
    assertThat(chart.table().isVisible()).isFalse();
  }

  @Test
  void aPictureIsSavedInTheThemesColours(FxRobot robot) throws Exception {
    var file = folder.resolve("loss.png");
    dialogs.willChoose(file);
    var exports = new Exports(dialogs, new SameThread(), notices::add);
    var dark = new Appearance(new SimpleObjectProperty<>(Theme.DARK)).palette();

    robot.interact(() -> exports.png(chart.plot(), dark));

    var image = new Image(new ByteArrayInputStream(Files.readAllBytes(file)));
    assertThat(image.getWidth()).isEqualTo(2 * Figure.WIDTH);
    assertThat(image.getPixelReader().getColor(2, 2)).isEqualTo(dark.background());
    assertThat(holds(image, dark.series(0))).isTrue();
    assertThat(holds(image, dark.series(1))).isTrue();
    assertThat(holds(image, dark.colour("-color-border-default")))
        .as("a line of one pixel, which is blurred where a smaller picture was enlarged")
        .isTrue();
    assertThat(notices).extracting(Notice::text).containsExactly("Saved loss.png.");
  }

  private static boolean holds(Image image, Color wanted) {
    for (var y = 0; y < image.getHeight(); y++) {
      for (var x = 0; x < image.getWidth(); x++) {
        if (image.getPixelReader().getColor(x, y).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void anUnderscoreIsPartOfANameInTheLegend(FxRobot robot) {
    var legend = new Legend[1];
    robot.interact(
        () -> {
          legend[0] = new Legend(FXCollections.observableSet());
          legend[0].show(List.of(new Legend.Entry("id", "my_run", 0, "", "")));
          chart.getScene().setRoot(legend[0]);
        });
    WaitForAsyncUtils.waitForFxEvents();

    assertThat(robot.from(legend[0]).lookup(".text").queryAllAs(Text.class))
        .extracting(Text::getText)
        .containsExactly("my_run");
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidInASentence(FxRobot robot) {
    dialogs.willChoose(folder.resolve("missing").resolve("loss.csv"));
    var exports = new Exports(dialogs, new SameThread(), notices::add);

    robot.interact(() -> exports.csv(chart.plot()));

    assertThat(notices).hasSize(1);
    assertThat(notices.getFirst().kind()).isEqualTo(Notice.Kind.ERROR);
    assertThat(notices.getFirst().text()).contains("cannot be written").contains("loss.csv");
  }

  @Test
  void everyChartSavesThreeKindsOfFiles(FxRobot robot) throws Exception {
    for (var kind : List.of("PNG", "SVG", "CSV")) {
      var file = folder.resolve("saved." + kind);
      dialogs.willChoose(file);
      robot.clickOn(robot.from(chart).lookup(".menu-button").queryLabeled());
      robot.clickOn(kind.equals("CSV") ? "Save numbers as CSV…" : "Save as " + kind + "…");
      assertThat(file).isNotEmptyFile();
    }
  }

  @Test
  void anotherThemeIsDrawnInItsColours(FxRobot robot) {
    robot.interact(() -> theme.set(Theme.DARK));
    WaitForAsyncUtils.waitForFxEvents();
    var picture = new Image[1];
    robot.interact(() -> picture[0] = chart.canvas().snapshot(null, null));

    assertThat(holds(picture[0], new Appearance(theme).palette().series(0))).isTrue();
  }
}
