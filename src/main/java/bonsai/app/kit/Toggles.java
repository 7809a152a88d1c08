package bonsai.app.kit;

import java.util.Map;
import javafx.beans.property.Property;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.util.Subscription;

/** Buttons of which just one is down. */
public final class Toggles {
  private Toggles() {}

  /**
   * Holds buttons and a value together, whichever changes: also where an arrow key goes from button
   * to button, which is no press of any, and where the one that is down is pressed again, which
   * must not leave none.
   *
   * @param buttons the value that each stands for, in their order
   * @return ends the listening to the value, once the buttons are gone
   */
  public static <T> Subscription choose(Map<ToggleButton, T> buttons, Property<T> chosen) {
    var group = new ToggleGroup();
    buttons.keySet().forEach(button -> button.setToggleGroup(group));
    Runnable show =
        () ->
            buttons.forEach((button, value) -> button.setSelected(value.equals(chosen.getValue())));
    var subscription = chosen.subscribe(show);
    show.run();
    group
        .selectedToggleProperty()
        .subscribe(
            (before, now) -> {
              if (now == null) {
                show.run();
              } else {
                chosen.setValue(buttons.get((ToggleButton) now));
              }
            });
    return subscription;
  }
}
