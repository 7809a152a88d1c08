package bonsai.app.shell;

import java.util.EnumSet;
import java.util.Set;
import javafx.event.EventTarget;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The keys with which text is edited: where somebody types, they do nothing else. */
final class TextKeys {
  /** They move or delete, with any modifier: by a word, to the end, with a selection. */
  private static final Set<KeyCode> MOVING =
      EnumSet.of(
          KeyCode.LEFT,
          KeyCode.RIGHT,
          KeyCode.HOME,
          KeyCode.END,
          KeyCode.PAGE_UP,
          KeyCode.PAGE_DOWN,
          KeyCode.DELETE,
          KeyCode.BACK_SPACE,
          KeyCode.INSERT);

  /** Select all, copy, paste, cut, undo and redo. */
  private static final Set<KeyCode> EDITING =
      EnumSet.of(KeyCode.A, KeyCode.C, KeyCode.V, KeyCode.X, KeyCode.Z, KeyCode.Y);

  private TextKeys() {}

  /** Whether what has the focus is a place for text. */
  static boolean areTypedInto(EventTarget target) {
    return target instanceof TextInputControl
        || target instanceof ComboBoxBase<?> box && box.isEditable()
        || target instanceof Spinner<?> spinner && spinner.isEditable();
  }

  /** Whether a place for text has a use for a key. */
  static boolean edit(KeyEvent event) {
    return isPlain(event)
        || MOVING.contains(event.getCode())
        || event.isShortcutDown() && EDITING.contains(event.getCode()) && !isAnother(event);
  }

  /** With Shift, only Z is still a key of text: it does again what was undone. */
  private static boolean isAnother(KeyEvent event) {
    return event.isAltDown() || event.isShiftDown() && event.getCode() != KeyCode.Z;
  }

  /** Whether a key is pressed without a modifier that makes it a command; capitals are text. */
  static boolean isPlain(KeyEvent event) {
    return !event.isShortcutDown()
        && !event.isControlDown()
        && !event.isAltDown()
        && !event.isMetaDown()
        && !event.getCode().isFunctionKey();
  }
}
