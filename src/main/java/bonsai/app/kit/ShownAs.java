package bonsai.app.kit;

import java.util.function.Function;
import javafx.util.StringConverter;

/** The texts of a box that people choose from, and never type into. */
public final class ShownAs<T> extends StringConverter<T> {
  private final Function<T, String> text;

  /**
   * @param text of a value; without one the box shows nothing
   */
  public ShownAs(Function<T, String> text) {
    this.text = text;
  }

  @Override
  public String toString(T value) {
    return value == null ? "" : text.apply(value);
  }

  /**
   * The way back, which a box takes only for what is typed into it.
   *
   * @throws IllegalStateException always: these boxes are not editable
   */
  @Override
  public T fromString(String typed) {
    throw new IllegalStateException("nobody types into this box");
  }
}
