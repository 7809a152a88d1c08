package bonsai.app.shell;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Lays a sheet over the whole window, one at a time, until it is closed or Escape is pressed. */
final class Sheets {
  /**
   * What a sheet shows.
   *
   * @param actions buttons beside that which closes it
   */
  record Sheet(String title, double width, Node content, Node... actions) {}

  private final ModalPane modal = new ModalPane();

  /** What had the focus before, and gets it back. */
  private Optional<Node> focused = Optional.empty();

  Sheets() {
    modal.setFocusTraversable(false); // what it shows takes the focus
    // A sheet that is hidden by a key or a click beside it is gone for good.
    modal
        .displayProperty()
        .subscribe(
            shown -> {
              if (!shown) {
                modal.setContent(null);
                focused.ifPresent(Node::requestFocus);
                focused = Optional.empty();
              }
            });
  }

  Node node() {
    return modal;
  }

  boolean isShown() {
    return modal.isDisplay();
  }

  /** Shows a sheet in place of any other; hides it if it is shown already. */
  void toggle(String id, Supplier<Sheet> sheet) {
    var same = isShown() && modal.getContent().getId().equals(id);
    if (isShown()) {
      modal.hide(true);
    }
    if (!same) {
      show(id, sheet.get());
    }
  }

  void hide() {
    modal.hide(true);
  }

  private void show(String id, Sheet sheet) {
    var close = Nodes.button("Close", Feather.X, () -> modal.hide(true));
    close.setCancelButton(true);
    close.setDefaultButton(true);
    var buttons = new HBox(8, sheet.actions());
    buttons.getChildren().add(close);
    buttons.setAlignment(Pos.CENTER_LEFT);
    VBox.setVgrow(sheet.content(), Priority.ALWAYS);
    var box = new VBox(16, Nodes.label(sheet.title(), Styles.TITLE_3), sheet.content(), buttons);
    box.setPadding(new Insets(24));
    box.setMaxSize(sheet.width(), Region.USE_PREF_SIZE);
    box.getStyleClass().add("sheet");
    box.setId(id);
    box.addEventFilter(KeyEvent.KEY_PRESSED, event -> turn(event, box, close));
    focused = Optional.ofNullable(modal.getScene().getFocusOwner());
    modal.show(box);
    close.requestFocus();
  }

  /** Tab goes round in a sheet: what lies below cannot be seen to have the focus. */
  private static void turn(KeyEvent event, Node sheet, Node last) {
    if (event.getCode() != KeyCode.TAB) {
      return;
    }
    event.consume();
    var scene = sheet.getScene();
    var way = event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT;
    scene.getFocusOwner().requestFocusTraversal(way);
    if (isIn(scene.getFocusOwner(), sheet)) {
      return;
    }
    if (event.isShiftDown()) {
      last.requestFocus();
    } else {
      sheet.requestFocusTraversal(way);
    }
  }

  private static boolean isIn(Node node, Node sheet) {
    return node == sheet || node.getParent() != null && isIn(node.getParent(), sheet);
  }
}
