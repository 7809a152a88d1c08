package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.tag.ModelInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One line: which model stands in a slot, and what is to know of it. */
final class ModelBar extends HBox {
  private static final double LABEL = 104;

  private final ComboBox<ModelChoice> choices = new ComboBox<>();
  private final HBox facts = new HBox(8);

  /**
   * @param id begins the ids of the nodes
   * @param choose takes what is chosen from the list
   * @param open asks for a folder
   * @param last a control at the line's end
   */
  ModelBar(
      String id,
      String name,
      ObservableList<ModelChoice> offered,
      ModelSlot slot,
      Consumer<ModelChoice> choose,
      Runnable open,
      Node last) {
    super(8);
    var label = Nodes.label(name);
    label.setLabelFor(choices);
    label.setMinWidth(LABEL);
    choices.setId(id + "-model");
    choices.setItems(offered);
    choices.setPrefWidth(300);
    choices.setMinWidth(160);
    choices.setCellFactory(list -> new ChoiceCell(true));
    choices.setButtonCell(new ChoiceCell(false));
    choices.setPlaceholder(Nodes.caption("No other model yet"));
    choices.setAccessibleText(name);
    slot.chosenProperty()
        .subscribe(
            now -> {
              choices.setValue(now.orElse(null));
              choices.setTooltip(
                  now.map(it -> new Tooltip(it.name() + "\n" + it.detail())).orElse(null));
            });
    choices.valueProperty().subscribe(value -> Optional.ofNullable(value).ifPresent(choose));
    // A list that changes may leave the box without a value, though the model is still there.
    offered.addListener(
        (ListChangeListener<ModelChoice>)
            change -> choices.setValue(slot.chosenProperty().get().orElse(null)));
    var folder = Nodes.iconButton("Open a model folder", Feather.FOLDER, open);
    folder.setId(id + "-open");
    var int8 = new ToggleButton("int8");
    int8.setId(id + "-int8");
    int8.setTooltip(new Tooltip("Compute in 8 bits: faster on many CPUs, at some loss of F1"));
    int8.setAccessibleText("Compute in 8 bits");
    int8.setMinWidth(Region.USE_PREF_SIZE);
    int8.selectedProperty().bindBidirectional(slot.int8Property());
    facts.setAlignment(Pos.CENTER_RIGHT);
    facts.setId(id + "-facts");
    slot.infoProperty().subscribe(this::show);
    setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(label, choices, folder, int8, Nodes.spacer(), facts, last);
  }

  private void show(Optional<ModelInfo> info) {
    facts.getChildren().clear();
    info.ifPresent(
        it -> {
          var precision = fact(it.precision());
          precision.setTooltip(new Tooltip(it.reason()));
          facts
              .getChildren()
              .setAll(
                  fact(String.format(Locale.ROOT, "%,d parameters", it.parameters())),
                  fact(it.device().equals("cpu") ? "CPU" : it.device().toUpperCase(Locale.ROOT)),
                  precision);
        });
  }

  private static Label fact(String text) {
    var label = Nodes.label(text, "fact", Styles.TEXT_SMALL);
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }

  private static final class ChoiceCell extends ListCell<ModelChoice> {
    private final boolean detailed;

    ChoiceCell(boolean detailed) {
      this.detailed = detailed;
    }

    @Override
    protected void updateItem(ModelChoice choice, boolean empty) {
      super.updateItem(choice, empty);
      if (empty || choice == null) {
        setText(detailed ? null : "Choose a model");
        setGraphic(null);
      } else if (detailed) {
        setText(null);
        setGraphic(new VBox(Nodes.label(choice.name()), Nodes.caption(choice.detail())));
      } else {
        setText(choice.name());
      }
    }
  }
}
