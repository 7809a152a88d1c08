package bonsai.app.playground;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Theme;
import bonsai.tag.TaggedSentence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Tooltip;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class TaggedTextTest {
  private static final double WIDTH = 300;

  private final ListView<Row> list = new ListView<>();

  @Start
  private void start(Stage stage) {
    var marks =
        new TaggedPane.Marks(
            new SimpleObjectProperty<>(EntityTypes.of(List.of())),
            new SimpleObjectProperty<>(Optional.empty()),
            new SimpleObjectProperty<>(Comparison.NONE));
    list.setCellFactory(any -> new TaggedText(marks, new Tooltip(), row -> {}));
    Application.setUserAgentStylesheet(Theme.LIGHT.userAgentStylesheet());
    var scene = new Scene(list, WIDTH, 200);
    scene.getStylesheets().setAll(Theme.LIGHT.stylesheets());
    stage.setScene(scene);
    stage.sizeToScene();
    stage.show();
  }

  private Label word(FxRobot robot, String text) {
    return robot.from(list).lookup((Label each) -> each.getText().equals(text)).query();
  }

  /** Words without tags, with a space between each and the next. */
  private void show(FxRobot robot, List<String> words) {
    var offsets = new ArrayList<TaggedSentence.Offset>();
    var at = 0;
    for (var word : words) {
      offsets.add(new TaggedSentence.Offset(at, at + word.length()));
      at += word.length() + 1;
    }
    var sentence =
        new TaggedSentence(
            words,
            Collections.nCopies(words.size(), "O"),
            Collections.nCopies(words.size(), 1f),
            List.of(),
            offsets);
    robot.interact(() -> list.getItems().setAll(new Row(0, sentence, 0, words.size())));
    WaitForAsyncUtils.waitForFxEvents();
  }

  private static Bounds place(Node node) {
    return node.localToScene(node.getLayoutBounds());
  }

  @Test
  void wordsFollowOneAnotherAsTheirScriptIsRead(FxRobot robot) {
    show(robot, List.of("Anna", "sings"));
    assertThat(place(word(robot, "Anna")).getMaxX())
        .isLessThanOrEqualTo(place(word(robot, "sings")).getMinX());

    show(robot, List.of("שלום", "עולם"));

    assertThat(place(word(robot, "שלום")).getMinX())
        .isGreaterThanOrEqualTo(place(word(robot, "עולם")).getMaxX());
    assertThat(place(word(robot, "שלום")).getMaxX()).isGreaterThan(WIDTH / 2);
  }

  @Test
  void aWordThatIsWiderThanTheListIsCutOffWithDots(FxRobot robot) {
    var wide = "x".repeat(200);

    show(robot, List.of("a", wide));

    var shown = word(robot, wide);
    assertThat(shown.isTextTruncated()).isTrue();
    assertThat(place(shown).getMaxX()).isLessThan(WIDTH);
    assertThat(shown.getHeight()).isPositive();
  }
}
