package bonsai.app.recipe;

import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.run.Preflight;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** A stage's number and name, the size of the model it leaves, and a mark if it is wrong. */
final class StageCell extends ListCell<StageModel> {
  private final RecipeModel model;
  private final Label number = Nodes.caption("");
  private final Label title = Nodes.label("");
  private final Label size = Nodes.caption("");
  private final Node mark = Nodes.icon(Feather.ALERT_CIRCLE);
  private final HBox row = new HBox(10, number, title, Nodes.spacer(), size, mark);

  StageCell(RecipeModel model) {
    this.model = model;
    row.setAlignment(Pos.CENTER_LEFT);
    size.setMinWidth(Region.USE_PREF_SIZE);
    mark.getStyleClass().add("recipe-wrong");
    mark.managedProperty().bind(mark.visibleProperty());
  }

  @Override
  protected void updateItem(StageModel stage, boolean empty) {
    super.updateItem(stage, empty);
    setText(null);
    setGraphic(empty || stage == null ? null : row);
    if (stage == null || empty) {
      setAccessibleText(null);
      return;
    }
    number.setText(Integer.toString(getIndex() + 1));
    title.setText(stage.title());
    size.setText(leaves().map(each -> Quantities.count(each) + " parameters").orElse(""));
    setAccessibleText("Stage " + number.getText() + ": " + stage.title() + ", " + size.getText());
    mark.setVisible(stage.value().isEmpty());
  }

  /** How many parameters the stage leaves, as far as that is known. */
  private Optional<Long> leaves() {
    return model
        .planProperty()
        .get()
        .filter(plan -> getIndex() < plan.stages().size())
        .map(plan -> plan.stages().get(getIndex()))
        .map(Preflight.Stage::parameterCount);
  }
}
