package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** A text that is changed in its place: by F2 or a double click, until Enter or a click away. */
final class RunEditCell extends RunCell {
  private final Function<RunItem, String> text;
  private final BiConsumer<RunItem, String> commit;
  private final TextField field = new TextField();

  /**
   * @param title what the text is, for who does not see the table
   */
  RunEditCell(String title, Function<RunItem, String> text, BiConsumer<RunItem, String> commit) {
    super(List.of());
    this.text = text;
    this.commit = commit;
    field.setAccessibleText(title);
    field.getStyleClass().add(Styles.SMALL);
    field.setOnAction(event -> keep());
    field
        .focusedProperty()
        .subscribe(
            (before, focused) -> {
              if (before && !focused) {
                keep();
              }
            });
    field.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            cancelEdit();
          }
        });
  }

  @Override
  void show(RunItem item) {
    if (!isEditing()) {
      setText(text.apply(item));
      setGraphic(null);
    }
  }

  @Override
  public void startEdit() {
    super.startEdit();
    if (isEditing()) {
      field.setText(text.apply(getItem()));
      setText(null);
      setGraphic(field);
      field.selectAll();
      field.requestFocus();
    }
  }

  private void keep() {
    if (isEditing()) {
      var item = getItem();
      var typed = field.getText();
      cancelEdit();
      commit.accept(item, typed);
    }
  }

  @Override
  public void cancelEdit() {
    super.cancelEdit();
    if (getItem() != null) {
      show(getItem());
    }
    if (field.isFocused()) {
      getTableView().requestFocus();
    }
  }
}
