package bonsai.app.runs.weights;

import bonsai.app.kit.Appearance;
import bonsai.app.kit.CanvasRegion;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.util.Subscription;

/** A picture on a canvas, whose things can be pointed at and chosen by mouse or keyboard. */
final class PictureRegion<P extends Picture> extends CanvasRegion {
  /** Lays the picture out anew. */
  interface Maker<P> {
    Optional<P> make(double width, double height);
  }

  private final String name;
  private final Maker<P> maker;
  private final Appearance appearance;
  private final Label words;
  private final String hint;
  private final Subscription theme;
  private Optional<P> picture = Optional.empty();
  private OptionalInt pointed = OptionalInt.empty();
  private IntConsumer chosen = thing -> {};
  private IntConsumer moved = thing -> {};

  /**
   * @param name what the picture is, for who cannot see it
   * @param words tells what is pointed at, or else the hint
   */
  PictureRegion(
      String id, String name, Appearance appearance, Maker<P> maker, Label words, String hint) {
    this.name = name;
    this.maker = maker;
    this.appearance = appearance;
    this.words = words;
    this.hint = hint;
    setId(id);
    getStyleClass().add("picture");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setMinSize(80, 60);
    addEventHandler(MouseEvent.MOUSE_MOVED, event -> point(at(event.getX(), event.getY())));
    addEventHandler(MouseEvent.MOUSE_EXITED, event -> point(OptionalInt.empty()));
    addEventHandler(MouseEvent.MOUSE_PRESSED, event -> requestFocus());
    addEventHandler(
        MouseEvent.MOUSE_CLICKED,
        event -> {
          if (event.isStillSincePress()) {
            at(event.getX(), event.getY()).ifPresent(chosen);
          }
        });
    addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    theme = appearance.themeProperty().subscribe(this::invalidate);
    say();
  }

  /** What is done when a thing is clicked, or Space is pressed while it is pointed at. */
  void onChosen(IntConsumer newChosen) {
    chosen = newChosen;
  }

  /** What is done when an arrow key leads to a thing. */
  void onMoved(IntConsumer newMoved) {
    moved = newMoved;
  }

  /** What is drawn; empty before the first time, and where there is nothing to draw. */
  Optional<P> picture() {
    return picture;
  }

  OptionalInt pointed() {
    return pointed;
  }

  private OptionalInt at(double x, double y) {
    return picture.map(shown -> shown.at(x, y)).orElse(OptionalInt.empty());
  }

  private void point(OptionalInt thing) {
    if (!thing.equals(pointed)) {
      pointed = thing;
      remark();
      say();
    }
  }

  private void key(KeyEvent event) {
    var way =
        switch (event.getCode()) {
          case LEFT -> Optional.of(Picture.Way.LEFT);
          case RIGHT -> Optional.of(Picture.Way.RIGHT);
          case UP -> Optional.of(Picture.Way.UP);
          case DOWN -> Optional.of(Picture.Way.DOWN);
          case SPACE -> {
            pointed.ifPresent(
                thing -> {
                  event.consume();
                  chosen.accept(thing);
                });
            yield Optional.<Picture.Way>empty();
          }
          default -> Optional.<Picture.Way>empty();
        };
    if (way.isEmpty() || event.isShortcutDown() || event.isAltDown() || event.isShiftDown()) {
      return;
    }
    event.consume();
    picture
        .filter(shown -> shown.size() > 0)
        .ifPresent(
            shown -> {
              var to =
                  pointed.isPresent() ? shown.next(pointed.getAsInt(), way.get()) : first(shown);
              point(OptionalInt.of(to));
              moved.accept(to);
            });
  }

  /** Where the arrow keys begin: at what is in view. */
  private int first(P shown) {
    return shown.at(1, 1).orElse(0);
  }

  @Override
  protected void draw(GraphicsContext pen, double width, double height) {
    var before = picture.map(Picture::size);
    picture = maker.make(width, height);
    picture.ifPresent(shown -> shown.paint(pen, appearance.palette()));
    if (!picture.map(Picture::size).equals(before)) {
      pointed = OptionalInt.empty(); // other things have that number now
    }
    say(); // its numbers are others now
  }

  private void say() {
    var text = picture.isPresent() && pointed.isPresent() ? text(pointed.getAsInt()) : "";
    words.setText(text.isEmpty() ? hint : text);
    setAccessibleText(text.isEmpty() ? name : text);
  }

  private String text(int thing) {
    return picture.map(shown -> shown.text(thing)).orElse("");
  }

  /** Marks what is pointed at, in two colours, of which one can be seen on anything. */
  @Override
  protected void mark(GraphicsContext pen, double width, double height) {
    if (picture.isEmpty() || pointed.isEmpty()) {
      return;
    }
    var ink = new Ink(pen, appearance.palette());
    var box = picture.get().box(pointed.getAsInt()).inset(0.5);
    var shown = new Rectangle2D(0, 0, width, height);
    if (shown.intersects(box.x(), box.y(), Math.max(1, box.width()), Math.max(1, box.height()))) {
      ink.frame(box, appearance.palette().background(), 3);
      ink.frame(box, appearance.palette().foreground(), 1.5);
    }
  }

  void close() {
    theme.unsubscribe();
  }
}
