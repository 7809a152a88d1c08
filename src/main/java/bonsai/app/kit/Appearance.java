package bonsai.app.kit;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;

/** Which theme the window has: the one chosen, or the system's. */
public final class Appearance {
  /** What can be chosen. */
  public enum Choice {
    SYSTEM,
    LIGHT,
    DARK
  }

  private final ObjectProperty<Choice> choice = new SimpleObjectProperty<>(Choice.SYSTEM);
  private final ObservableValue<Theme> system;
  private final ReadOnlyObjectWrapper<Theme> theme = new ReadOnlyObjectWrapper<>();

  /**
   * @param system the theme that the system has now
   */
  public Appearance(ObservableValue<Theme> system) {
    this.system = system;
    choice.subscribe(this::update);
    system.subscribe(this::update);
    update();
  }

  public ObjectProperty<Choice> choiceProperty() {
    return choice;
  }

  public ReadOnlyObjectProperty<Theme> themeProperty() {
    return theme.getReadOnlyProperty();
  }

  public Theme theme() {
    return theme.get();
  }

  /** The colours of the theme, for what is drawn on a canvas. */
  public Palette palette() {
    return Palette.of(theme.get());
  }

  /** From light to dark or back. */
  public void toggle() {
    choice.set(theme.get() == Theme.LIGHT ? Choice.DARK : Choice.LIGHT);
  }

  private void update() {
    theme.set(
        switch (choice.get()) {
          case SYSTEM -> system.getValue();
          case LIGHT -> Theme.LIGHT;
          case DARK -> Theme.DARK;
        });
  }
}
