package bonsai.app.kit;

import atlantafx.base.theme.Styles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.util.Subscription;

/** Buttons in a row of which one is down; hidden where there is nothing to choose. */
public final class Choice<T> extends HBox {
  private final String id;
  private final Function<T, String> words;
  private final SimpleObjectProperty<T> chosen = new SimpleObjectProperty<>();
  private final Consumer<T> choose;
  private List<T> shown = List.of();
  private Subscription listening = Subscription.EMPTY;
  private boolean showing;

  /**
   * @param id what the buttons' ids begin with; a number follows
   * @param words what stands on a button
   * @param choose what is done when a person chooses
   */
  public Choice(String id, Function<T, String> words, Consumer<T> choose) {
    this.id = id;
    this.words = words;
    this.choose = choose;
    managedProperty().bind(visibleProperty());
    setMinWidth(USE_PREF_SIZE);
  }

  /** Shows what there is to choose, and what is chosen, without choosing it. */
  public void show(List<T> values, T now) {
    showing = true;
    if (!values.equals(shown)) {
      shown = List.copyOf(values);
      listening.unsubscribe();
      chosen.set(now);
      build();
    }
    setVisible(shown.size() > 1);
    chosen.set(now);
    showing = false;
  }

  private void build() {
    getChildren().clear();
    if (shown.size() < 2) {
      return;
    }
    var buttons = new LinkedHashMap<ToggleButton, T>();
    for (var value : shown) {
      var button = new ToggleButton(words.apply(value));
      button.setId(id + "-" + buttons.size());
      button.getStyleClass().add(Styles.SMALL);
      button
          .getStyleClass()
          .add(
              buttons.isEmpty()
                  ? Styles.LEFT_PILL
                  : buttons.size() == shown.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      buttons.put(button, value);
    }
    getChildren().setAll(buttons.keySet());
    listening =
        Subscription.combine(
            Toggles.choose(buttons, chosen),
            chosen.subscribe(
                (before, value) -> {
                  if (!showing) {
                    choose.accept(value);
                  }
                }));
  }
}
