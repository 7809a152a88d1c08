package bonsai.app.shell;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * The runs that work now, at the window's foot: a button for each of the first ones, which stays
 * the same for as long as the run works, so that it keeps the focus and a press that has begun.
 */
final class RunningBar {
  private static final int MOST = 3;

  private final ShellModel model;
  private final Consumer<String> open;
  private final HBox node = new HBox(8);
  private final Map<String, Button> buttons = new HashMap<>();
  private final Label nothing = Nodes.caption("Nothing runs");
  private final Label more = Nodes.caption("");

  /**
   * @param open shows a run by its id
   */
  RunningBar(ShellModel model, Consumer<String> open) {
    this.model = model;
    this.open = open;
    node.setAlignment(Pos.CENTER_LEFT);
    node.setId("status-runs");
    model.running().addListener((ListChangeListener<Object>) change -> update());
    update();
  }

  Node node() {
    return node;
  }

  private void update() {
    var running = model.running();
    var first = running.stream().limit(MOST).toList();
    buttons.keySet().retainAll(first.stream().map(row -> row.id()).toList());
    var shown = new ArrayList<Node>();
    for (var row : first) {
      var button = buttons.computeIfAbsent(row.id(), this::button);
      button.setText(ShellModel.summary(row));
      shown.add(button);
    }
    if (running.isEmpty()) {
      shown.add(nothing);
    } else if (running.size() > MOST) {
      more.setText("and " + (running.size() - MOST) + " more");
      shown.add(more);
    }
    if (!shown.equals(node.getChildren())) {
      node.getChildren().setAll(shown);
    }
  }

  private Button button(String id) {
    var button = new Button("", Nodes.icon(Feather.ACTIVITY));
    button.setMnemonicParsing(false); // a run's name may hold an underscore
    button.getStyleClass().addAll(Styles.SMALL, Styles.FLAT, Styles.ACCENT);
    button.setOnAction(event -> open.accept(id));
    return button;
  }
}
