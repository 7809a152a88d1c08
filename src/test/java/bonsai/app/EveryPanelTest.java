package bonsai.app;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.kit.Contrast;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Theme;
import bonsai.base.Workspace;
import bonsai.compress.CompressionEvent;
import bonsai.run.EventLog;
import bonsai.run.Preset;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import bonsai.tag.TinyTagger;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kordamp.ikonli.javafx.FontIcon;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/**
 * What holds for every panel, with something to show, on each of its tabs: Tab leads to every
 * control, each has a name to be read out, and all text can be read in both themes.
 */
@WindowTest
final class EveryPanelTest {
  /** More than any panel has controls. */
  private static final int MOST_STEPS = 300;

  @TempDir private Path folder;
  private TestWindow window;
  private RunFolder run;

  @Start
  private void start(Stage stage) {
    run = Runs.of(new Workspace(folder)).create(Preset.tiny());
    try (var log = EventLog.open(run.events(), Clock.systemUTC(), entry -> {})) {
      log.append(new RunEvent.StageStarted(0, "fine-tune", 0));
      for (var step = 1; step <= 20; step++) {
        log.append(
            new RunEvent.Trained(
                0, new TrainingEvent.Stepped(step, step / 100.0, 0.5, 1, 1e-4, 100, 0.1)));
      }
      log.append(
          new RunEvent.Trained(
              0, new TrainingEvent.Gates(20, GatedPart.HEADS, List.of(List.of(1f, -5f)))));
      log.append(new RunEvent.Compressed(0, pruned()));
      log.append(new RunEvent.Finished(Map.of()));
    }
    TinyTagger.in(run.model());
    window = new TestWindow(stage, folder, ignored -> {});
  }

  private static CompressionEvent pruned() {
    return new CompressionEvent.Pruned(
        "bert.encoder.layer.0.attention.self.query",
        2,
        2,
        2,
        new CompressionEvent.Histogram(0.5, List.of(2, 2), List.of(1, 1)),
        new CompressionEvent.ZeroMap(2, 2, new byte[] {-1, 0, 0, -1}));
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void tabLeadsToEveryControlAndEachHasAName(int index, FxRobot robot) throws Exception {
    onEachTab(
        index,
        robot,
        () -> {
          var controls = nodes(root()).filter(EveryPanelTest::takesFocus).toList();
          assertThat(controls).filteredOn(node -> name(node).isEmpty()).as("no name").isEmpty();
          var reached = walk(robot);
          assertThat(controls)
              .filteredOn(node -> !reached.contains(node) && !isBeside(node, reached))
              .as("no way")
              .isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void allTextIsReadableInBothThemes(int index, FxRobot robot) throws Exception {
    onEachTab(
        index,
        robot,
        () -> {
          for (var theme : Theme.values()) {
            robot.interact(() -> window.system().set(theme));
            WaitForAsyncUtils.waitForFxEvents();
            // In one go: what is replaced meanwhile stands on no ground any longer.
            var read = new ArrayList<Read>();
            robot.interact(
                () -> {
                  root().applyCss(); // what was built in this moment has no style yet
                  nodes(root())
                      .filter(this::isRead)
                      .map(Text.class::cast)
                      .forEach(text -> read.add(new Read(text.getText(), contrast(text))));
                });
            assertThat(read).hasSizeGreaterThan(10);
            assertThat(read)
                .filteredOn(text -> text.contrast() < Contrast.LEAST)
                .as(theme.toString())
                .isEmpty();
          }
        });
  }

  private record Read(String text, double contrast) {}

  private void onEachTab(int index, FxRobot robot, Runnable check) throws Exception {
    var place = window.shell().places().get(index);
    robot.interact(() -> window.shell().show(place));
    var panel = place.panel();
    robot.interact(() -> panel.examples(run).getFirst().show().run());
    settle(panel);
    check.run();
    for (var tab : tabs(panel.view())) {
      robot.interact(() -> tab.getTabPane().getSelectionModel().select(tab));
      settle(panel);
      check.run();
    }
  }

  private static void settle(Panel panel) throws Exception {
    WaitForAsyncUtils.waitFor(
        60, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(panel::isSettled).get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  private Node root() {
    return window.shell().front().panel().view().getScene().getRoot();
  }

  private static List<Tab> tabs(Node root) {
    return nodes(root)
        .filter(TabPane.class::isInstance)
        .flatMap(pane -> ((TabPane) pane).getTabs().stream())
        .toList();
  }

  private static Stream<Node> nodes(Node root) {
    return root instanceof Parent parent
        ? Stream.concat(
            Stream.of(root),
            parent.getChildrenUnmodifiable().stream().flatMap(EveryPanelTest::nodes))
        : Stream.of(root);
  }

  private static boolean isShown(Node node) {
    return Stream.iterate(node, each -> each != null, Node::getParent).allMatch(Node::isVisible);
  }

  // ---- the keyboard -----------------------------------------------------------------------------

  private static boolean takesFocus(Node node) {
    return node.isFocusTraversable() && !node.isDisabled() && isShown(node);
  }

  /**
   * Where Tab leads, until it has come round. The keys are pressed within the toolkit's thread: a
   * robot that waits after each of some thousand would take minutes.
   */
  private Set<Node> walk(FxRobot robot) {
    var scene = root().getScene();
    var reached = new LinkedHashSet<Node>();
    robot.interact(
        () -> {
          scene.lookup("#rail-data").requestFocus();
          for (var step = 0; step < MOST_STEPS && reached.add(scene.getFocusOwner()); step++) {
            // Where Tab is a letter of the text, it leads on with the Control key.
            press(KeyCode.TAB, scene.getFocusOwner() instanceof TextArea, scene.getFocusOwner());
          }
        });
    return reached;
  }

  private static void press(KeyCode code, boolean control, Node at) {
    for (var type : List.of(KeyEvent.KEY_PRESSED, KeyEvent.KEY_RELEASED)) {
      at.fireEvent(new KeyEvent(type, "", "", code, false, control, false, false));
    }
  }

  /** Of buttons of which one is down, Tab leads to that one, and arrows lead to the others. */
  private static boolean isBeside(Node node, Set<Node> reached) {
    return node instanceof ToggleButton button
        && button.getToggleGroup() != null
        && button.getToggleGroup().getToggles().stream().anyMatch(reached::contains);
  }

  /** What is read out: its own name, its text, or that of the label that is for it. */
  private static Optional<String> name(Node node) {
    var label = node.queryAccessibleAttribute(AccessibleAttribute.LABELED_BY);
    return Stream.of(
            Optional.ofNullable(node.getAccessibleText()),
            text(node),
            label instanceof Node other ? text(other) : Optional.<String>empty())
        .flatMap(Optional::stream)
        .filter(Predicate.not(String::isBlank))
        .findFirst();
  }

  private static Optional<String> text(Node node) {
    return Optional.ofNullable((String) node.queryAccessibleAttribute(AccessibleAttribute.TEXT));
  }

  // ---- the colours ------------------------------------------------------------------------------

  /** Texts that are there to be read: what is disabled may be pale. */
  private boolean isRead(Node node) {
    return node instanceof Text text
        && !(node instanceof FontIcon)
        && !text.getText().isBlank()
        && text.getFill() instanceof Color
        && !text.isDisabled()
        && isShown(text);
  }

  private static double contrast(Text text) {
    var ground = ground(text.getParent());
    return Contrast.of(over((Color) text.getFill(), ground), ground);
  }

  /** What is painted below the children of a node, all layers together. */
  private static Color ground(Parent node) {
    if (node == null) {
      return Color.WHITE;
    }
    if (!(node instanceof Region region)
        || region.getBackground() == null
        || region.getBackground().getFills().isEmpty()
        || !(region.getBackground().getFills().getLast().getFill() instanceof Color top)) {
      return ground(node.getParent());
    }
    return top.isOpaque() ? top : over(top, ground(node.getParent()));
  }

  private static Color over(Color top, Color ground) {
    return ground.interpolate(
        Color.color(top.getRed(), top.getGreen(), top.getBlue()), top.getOpacity());
  }
}
