package bonsai.app.kit;

import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * A picture on a canvas of the region's size, drawn anew in the frame after it has become stale,
 * and marks above it, which change more often and are cheap to draw.
 */
public abstract class CanvasRegion extends Region {
  private final Canvas canvas = new Canvas();
  private final Canvas overlay = new Canvas();
  private boolean stale = true;

  // Only methods that Region has itself are called.
  @SuppressWarnings("this-escape")
  protected CanvasRegion() {
    overlay.setMouseTransparent(true);
    var clip = new Rectangle();
    clip.widthProperty().bind(widthProperty());
    clip.heightProperty().bind(heightProperty());
    overlay.setClip(clip);
    getChildren().setAll(canvas, overlay);
  }

  /** Draws the picture on an empty canvas; the marks follow. */
  protected abstract void draw(GraphicsContext pen, double width, double height);

  /** Draws the marks on an empty canvas. */
  protected abstract void mark(GraphicsContext pen, double width, double height);

  /** Has all drawn anew in the next frame. */
  public final void invalidate() {
    stale = true;
    requestLayout();
  }

  /** Draws the marks anew, at once. */
  protected final void remark() {
    var pen = overlay.getGraphicsContext2D();
    pen.clearRect(0, 0, overlay.getWidth(), overlay.getHeight());
    mark(pen, overlay.getWidth(), overlay.getHeight());
  }

  /** What the picture is on. */
  public final Canvas canvas() {
    return canvas;
  }

  @Override
  protected final void layoutChildren() {
    var width = Math.max(0, snapSizeX(getWidth()));
    var height = Math.max(0, snapSizeY(getHeight()));
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      for (var each : new Canvas[] {canvas, overlay}) {
        each.setWidth(width);
        each.setHeight(height);
      }
      stale = true;
    }
    if (stale && width > 0 && height > 0) {
      stale = false;
      var pen = canvas.getGraphicsContext2D();
      pen.clearRect(0, 0, width, height);
      draw(pen, width, height);
      remark();
    }
  }
}
