package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class NodesTest {
  private Label label;

  @Start
  private void start(Stage stage) {
    label = Nodes.label("short");
    stage.setScene(new Scene(new HBox(label), 120, 80));
    stage.sizeToScene();
    stage.show();
  }

  @Test
  void whatALabelHasNoRoomForIsInItsTooltip(FxRobot robot) {
    assertThat(label.getTooltip()).isNull();

    robot.interact(() -> label.setText("a long sentence ".repeat(20)));
    WaitForAsyncUtils.waitForFxEvents();

    assertThat(label.getTooltip().getText()).isEqualTo(label.getText());
  }
}
