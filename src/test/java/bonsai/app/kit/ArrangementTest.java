package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

@WindowTest
final class ArrangementTest {
  @TempDir private Path folder;

  private Arrangement arrangement() {
    return new Arrangement(Preferences.read(folder.resolve("window.json")));
  }

  private static SplitPane pane() {
    return new SplitPane(new Pane(), new Pane());
  }

  private static TableView<String> table(String... titles) {
    var table = new TableView<String>();
    for (var title : titles) {
      table.getColumns().add(new TableColumn<>(title));
    }
    return table;
  }

  private static List<String> titles(TableView<String> table) {
    return table.getColumns().stream().map(TableColumn::getText).toList();
  }

  @Test
  void aDividerIsWhereItWasLeft(FxRobot robot) {
    var arrangement = arrangement();
    robot.interact(
        () -> {
          var pane = pane();
          arrangement.place(pane, "divider", 0.25);
          arrangement.follow(pane, () -> "divider");
          assertThat(pane.getDividerPositions()).containsExactly(0.25);
          pane.setDividerPositions(0.75);

          var next = pane();
          arrangement.place(next, "divider", 0.25);

          assertThat(next.getDividerPositions()).containsExactly(0.75);
        });
  }

  @Test
  void columnsHaveTheOrderAndTheWidthsTheyWereLeftIn(FxRobot robot) {
    var arrangement = arrangement();
    robot.interact(
        () -> {
          var table = table("a", "b");
          arrangement.keep(table, "columns");
          table.getColumns().getFirst().setPrefWidth(123);
          table.getColumns().setAll(List.copyOf(table.getColumns()).reversed());

          var next = table("a", "b");
          arrangement.keep(next, "columns");

          assertThat(titles(next)).containsExactly("b", "a");
          assertThat(next.getColumns().getLast().getPrefWidth()).isEqualTo(123);
        });
  }

  @Test
  void columnsOfAnotherTableAreNoReasonToFail(FxRobot robot) {
    var arrangement = arrangement();
    robot.interact(
        () -> {
          for (var wrong : List.of("", "0:10", "0:10 0:20", "0:10 2:20", "x", "1:99999999 0:1")) {
            arrangement.preferences().set("columns", wrong);
            var table = table("a", "b");
            arrangement.keep(table, "columns");

            assertThat(titles(table)).as(wrong).containsExactly("a", "b");
          }
        });
  }

  @Test
  void aSwitchIsAsItWasLeft() {
    var arrangement = arrangement();
    var log = new SimpleBooleanProperty();
    arrangement.keep(log, "log");
    log.set(true);

    var next = new SimpleBooleanProperty();
    arrangement.keep(next, "log");

    assertThat(next.get()).isTrue();
  }
}
