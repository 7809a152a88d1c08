package bonsai.app.runs.weights;

import static bonsai.app.runs.weights.TestMatrices.KEY;
import static bonsai.app.runs.weights.TestMatrices.QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.app.chart.Viridis;
import bonsai.app.kit.Theme;
import bonsai.run.RunEvent;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TabPane;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.service.query.EmptyNodeQueryException;
import org.testfx.util.WaitForAsyncUtils;

/** The weights of a run that goes on, in the Runs panel. */
@WindowTest
final class WeightsPanelTest {
  private static final String OTHER = "bert.encoder.layer.1.output.dense";

  @TempDir private Path folder;
  private TestWindow window;
  private WrittenRun run;

  @Start
  private void start(Stage stage) {
    run = WrittenRun.of(folder).isWorkedOn().begins();
    window = new TestWindow(stage, folder, ignored -> {});
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    run.close();
    assertThat(window.unexpected()).isEmpty();
  }

  private void prunes(String name, boolean half) {
    run.says(new RunEvent.Compressed(0, TestMatrices.pruned(name, half)));
  }

  private void open(FxRobot robot) throws Exception {
    robot.interact(() -> window.shell().navigator().run(run.folder().id()));
    await(() -> robot.lookup("#run-tab-weights").tryQuery().isPresent());
    robot.interact(
        () ->
            robot.lookup(".run-detail .tab-pane").queryAs(TabPane.class).getTabs().stream()
                .filter(tab -> tab.getText().equals("Weights"))
                .forEach(tab -> tab.getTabPane().getSelectionModel().select(tab)));
    WaitForAsyncUtils.waitForFxEvents();
  }

  private void openPruned(FxRobot robot) throws Exception {
    prunes(QUERY, true);
    prunes(KEY, false);
    open(robot);
    await(() -> bars(robot).picture().map(Picture::size).orElse(0) == 2);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(
        30,
        TimeUnit.SECONDS,
        () ->
            WaitForAsyncUtils.asyncFx(
                    () -> {
                      try {
                        return condition.call();
                      } catch (EmptyNodeQueryException e) {
                        return false;
                      }
                    })
                .get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  @SuppressWarnings("unchecked")
  private static PictureRegion<LayersPicture> bars(FxRobot robot) {
    return robot.lookup("#weights-layers").queryAs(PictureRegion.class);
  }

  @SuppressWarnings("unchecked")
  private static PictureRegion<MaskPicture> mask(FxRobot robot) {
    return robot.lookup("#weights-mask").queryAs(PictureRegion.class);
  }

  private static PictureRegion<?> region(FxRobot robot, String id) {
    return robot.lookup(id).queryAs(PictureRegion.class);
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).queryAs(Labeled.class).getText();
  }

  /** The colour of a tile of the mask. */
  private static Color colour(FxRobot robot, int tile) {
    var found = new Color[1];
    robot.interact(
        () -> {
          var box = mask(robot).picture().orElseThrow().box(tile);
          var image = mask(robot).canvas().snapshot(null, null);
          found[0] = image.getPixelReader().getColor((int) box.centreX(), (int) box.centreY());
        });
    return found[0];
  }

  @Test
  void aRunThatMadeNothingSmallerTellsWhatToDo(FxRobot robot) throws Exception {
    open(robot);

    robot.clickOn("#weights-recipe");

    await(() -> window.front().equals("Recipe"));
  }

  @Test
  void matricesAppearAsTheRunPrunesThem(FxRobot robot) throws Exception {
    openPruned(robot);
    assertThat(text(robot, "#weights-matrix-text")).isEqualTo("16 × 16, 64 weights 0 (25.0 %)");
    assertThat(colour(robot, 1)).isEqualTo(Viridis.colour(0));

    prunes(OTHER, true);

    await(() -> bars(robot).picture().orElseThrow().size() == 3);
    assertThat(text(robot, "#weights-matrix-text")).isEqualTo("16 × 16, 128 weights 0 (50.0 %)");
    assertThat(text(robot, "#weights-summary"))
        .isEqualTo("768 parameters told of, 320 of them 0 (41.7 %)");
  }

  @Test
  void aClickOnABarShowsItsMaskAndHistogram(FxRobot robot) throws Exception {
    openPruned(robot);
    var box = bars(robot).picture().orElseThrow().box(0);

    robot.clickOn(bars(robot).localToScreen(box.centreX(), box.centreY()));

    await(() -> text(robot, "#weights-matrix-text").contains("128 weights"));
    assertThat(robot.lookup("#weights-matrix").queryAs(ComboBox.class).getValue()).isEqualTo(QUERY);
    assertThat(colour(robot, 0)).isEqualTo(Viridis.colour(1));
    assertThat(colour(robot, 1)).isEqualTo(Viridis.colour(1));
    assertThat(colour(robot, 2)).isEqualTo(Viridis.colour(0));
    assertThat(region(robot, "#weights-histogram").picture()).isPresent();
    assertThat(region(robot, "#weights-histogram").getHeight()).isGreaterThan(60);
  }

  @Test
  void keysGoToABarAndSpaceChoosesIt(FxRobot robot) throws Exception {
    openPruned(robot);
    robot.interact(bars(robot)::requestFocus);

    robot.type(KeyCode.RIGHT).type(KeyCode.RIGHT).type(KeyCode.LEFT);
    assertThat(bars(robot).getAccessibleText())
        .isEqualTo("Layer 0, query: 16 × 16, 128 weights 0 (50.0 %)");
    robot.type(KeyCode.SPACE);

    await(() -> text(robot, "#weights-matrix-text").contains("128 weights"));
  }

  @Test
  void pointingTellsTheNumbersOfPartsTilesAndBins(FxRobot robot) throws Exception {
    openPruned(robot);

    robot.interact(region(robot, "#weights-parts")::requestFocus);
    robot.type(KeyCode.RIGHT);
    assertThat(region(robot, "#weights-parts").getAccessibleText())
        .contains("256 parameters (50.0 %)");
    robot.interact(mask(robot)::requestFocus);
    robot.type(KeyCode.DOWN);
    assertThat(mask(robot).getAccessibleText()).isEqualTo("Outputs 0–3, inputs 0–3: 100 % zeros");
    robot.interact(region(robot, "#weights-histogram")::requestFocus);
    robot.type(KeyCode.RIGHT).type(KeyCode.RIGHT);
    assertThat(region(robot, "#weights-histogram").getAccessibleText())
        .isEqualTo("-0.3750 to -0.2500: 32 before, 32 after");
  }

  @Test
  void theMaskIsZoomedByKeysAndSeenWholeAgain(FxRobot robot) throws Exception {
    openPruned(robot);
    robot.interact(mask(robot)::requestFocus);
    var whole = mask(robot).picture().orElseThrow().box(0).width();

    robot.write("++");
    WaitForAsyncUtils.waitForFxEvents();
    await(() -> mask(robot).picture().orElseThrow().box(0).width() > 2 * whole);
    robot.write("0");

    await(() -> mask(robot).picture().orElseThrow().box(0).width() == whole);
  }

  @Test
  void aFactorisedMatrixShowsItsSpectrumAndTheCut(FxRobot robot) throws Exception {
    run.says(new RunEvent.Compressed(0, TestMatrices.cut(QUERY, 4)));
    open(robot);
    await(() -> region(robot, "#weights-spectrum").picture().isPresent());
    assertThat(text(robot, "#weights-matrix-text"))
        .isEqualTo("16 × 16, rank 4 of 16 with 75.0 % of the squares");
    robot.interact(region(robot, "#weights-spectrum")::requestFocus);

    robot.type(KeyCode.RIGHT);
    assertThat(region(robot, "#weights-spectrum").getAccessibleText())
        .isEqualTo("Singular value 1 of 16: 16.00, kept");
    for (var i = 0; i < 4; i++) {
      robot.type(KeyCode.RIGHT);
    }
    assertThat(region(robot, "#weights-spectrum").getAccessibleText())
        .isEqualTo("Singular value 5 of 16: 12.00, cut");
    assertThat(robot.lookup("#weights-mask").query().isVisible()).isTrue();
    assertThat(mask(robot).getParent().isVisible()).isFalse();

    var csv = folder.resolve("spectrum.csv");
    save(robot, "Save singular values as CSV…", csv);
    assertThat(Files.readAllLines(csv))
        .hasSize(17)
        .startsWith("index,singular_value,kept", "1,16.0,true")
        .endsWith("16,1.0,false");
  }

  @Test
  void picturesAndTablesAreSaved(FxRobot robot) throws Exception {
    openPruned(robot);

    var png = folder.resolve("mask.png");
    save(robot, "Save mask as PNG…", png);
    var image = new Image(new ByteArrayInputStream(Files.readAllBytes(png)));
    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat(holds(image, Viridis.colour(1))).isTrue();
    assertThat(holds(image, Viridis.colour(0))).isTrue();

    var parts = folder.resolve("parts.csv");
    save(robot, "Save parameters as CSV…", parts);
    assertThat(Files.readAllLines(parts))
        .containsExactlyInAnyOrder(
            "component,part,parameters,zeros,share_of_zeros",
            "Attention," + QUERY + ",256,128,0.5",
            "Attention," + KEY + ",256,64,0.25");

    var matrices = folder.resolve("matrices.csv");
    save(robot, "Save matrices by layer as CSV…", matrices);
    assertThat(Files.readAllLines(matrices))
        .containsExactly(
            "stage,matrix,rows,columns,zeros,share_of_zeros,rank,full_rank,energy",
            "1," + QUERY + ",16,16,128,0.5,,,",
            "1," + KEY + ",16,16,64,0.25,,,");

    var mask = folder.resolve("mask.csv");
    save(robot, "Save mask as CSV…", mask);
    assertThat(Files.readAllLines(mask)).hasSize(17).contains("0,3,0,3,1.0", "0,3,4,7,0.0");

    var histogram = folder.resolve("histogram.csv");
    save(robot, "Save histogram as CSV…", histogram);
    assertThat(Files.readAllLines(histogram))
        .hasSize(9)
        .startsWith("from,to,before,after", "-0.5,-0.375,32,32");
  }

  @Test
  void everyPictureIsSavedAsPng(FxRobot robot) throws Exception {
    openPruned(robot);
    robot.interact(() -> window.system().set(Theme.DARK));
    for (var what : new String[] {"parameters", "matrices by layer", "mask", "histogram"}) {
      var png = folder.resolve(what.substring(0, 4) + ".png");
      save(robot, "Save " + what + " as PNG…", png);
      var image = new Image(new ByteArrayInputStream(Files.readAllBytes(png)));
      assertThat(image.getHeight()).isEqualTo(1280);
      assertThat(image.getPixelReader().getColor(2, 2).getBrightness()).isLessThan(0.3);
    }
  }

  private void save(FxRobot robot, String item, Path file) throws Exception {
    window.dialogs().willChoose(file);
    robot.interact(
        () ->
            robot.lookup("#weights-save").queryAs(MenuButton.class).getItems().stream()
                .filter(each -> item.equals(each.getText()))
                .forEach(each -> each.fire()));
    await(() -> robot.lookup("Saved " + file.getFileName() + ".").tryQuery().isPresent());
  }

  private static boolean holds(Image image, Color wanted) {
    for (var y = 0; y < image.getHeight(); y += 3) {
      for (var x = 0; x < image.getWidth(); x += 3) {
        if (image.getPixelReader().getColor(x, y).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }
}
