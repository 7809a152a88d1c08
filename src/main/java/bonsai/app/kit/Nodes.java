package bonsai.app.kit;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/** Small pieces that all panels are built of. */
public final class Nodes {
  private Nodes() {}

  /**
   * Text in one line that ends in dots where there is no room; a tooltip has all of it then, unless
   * the label has one of its own.
   */
  public static Label label(String text, String... styles) {
    var label = new Label(text);
    label.getStyleClass().addAll(styles);
    label.setTextOverrun(OverrunStyle.ELLIPSIS);
    label.textTruncatedProperty().subscribe((before, cut) -> tellAll(label, cut));
    return label;
  }

  private static void tellAll(Label label, boolean cut) {
    if (cut && label.getTooltip() == null) {
      var all = new Tooltip();
      all.textProperty().bind(label.textProperty());
      label.setTooltip(all);
    }
  }

  /** Text in as many lines as it needs. */
  public static Label paragraph(String text, String... styles) {
    var label = label(text, styles);
    label.setWrapText(true);
    label.setMinHeight(Region.USE_PREF_SIZE);
    return label;
  }

  /** The heading of a part of a panel. */
  public static Label heading(String text) {
    return label(text, Styles.TITLE_4);
  }

  /** Muted small text: units, hints, captions. */
  public static Label caption(String text) {
    return label(text, Styles.TEXT_SMALL, Styles.TEXT_MUTED);
  }

  public static FontIcon icon(Ikon icon) {
    return new FontIcon(icon);
  }

  /** A button with words on it: a verb. */
  public static Button button(String text, Ikon icon, Runnable action) {
    var button = new Button(text, new FontIcon(icon));
    button.setMnemonicParsing(false); // a name may hold an underscore
    button.setOnAction(event -> action.run());
    button.setMinWidth(Region.USE_PREF_SIZE);
    return button;
  }

  /** A button that only has an icon; its name is read out, and shown on hover. */
  public static Button iconButton(String name, Ikon icon, Runnable action) {
    var button = new Button("", new FontIcon(icon));
    button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
    button.setAccessibleText(name);
    button.setTooltip(new Tooltip(name));
    button.setOnAction(event -> action.run());
    return button;
  }

  /** A line of a menu: a verb. */
  public static MenuItem item(String text, Runnable action) {
    var item = new MenuItem(text);
    item.setMnemonicParsing(false); // a name may hold an underscore
    item.setOnAction(event -> action.run());
    return item;
  }

  /** Takes what room is left in a row. */
  public static Region spacer() {
    var spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    VBox.setVgrow(spacer, Priority.ALWAYS);
    return spacer;
  }

  /**
   * What a place shows that has nothing to show.
   *
   * @param title what is missing: {@code No runs yet}
   * @param hint what to do next, one sentence
   * @param actions buttons that do it
   */
  public static VBox empty(Ikon icon, String title, String hint, Node... actions) {
    var picture = new FontIcon(icon);
    picture.getStyleClass().add("empty-icon");
    var text = paragraph(hint, Styles.TEXT_MUTED);
    text.setMaxWidth(420);
    text.getStyleClass().add("centered");
    var buttons = new HBox(8, actions);
    buttons.setAlignment(Pos.CENTER);
    var box = new VBox(12, picture, label(title, Styles.TITLE_4), text, buttons);
    box.setAlignment(Pos.CENTER);
    box.getStyleClass().add("empty-state");
    return box;
  }
}
