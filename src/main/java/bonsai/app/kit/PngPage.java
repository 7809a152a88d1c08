package bonsai.app.kit;

import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Affine;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Translate;

/**
 * A picture as it is given away: on the ground of a theme, with a title. All is drawn in the size
 * it is saved in, since a smaller picture that is enlarged is blurred.
 */
public final class PngPage {
  /** A page has so many pixels for one of the layout, for print and for fine screens. */
  public static final int DENSITY = 2;

  /** What stays free at the sides and at the foot. */
  public static final double EDGE = 16;

  /** Where a picture begins under the title alone. */
  public static final double TITLE = 46;

  /** Where a picture begins under the title and a line about it. */
  public static final double HEAD = 64;

  private final Canvas canvas;
  private final double width;
  private final Palette palette;

  /** An empty page of a size in pixels of the layout; on the toolkit's thread. */
  public PngPage(double width, double height, Palette palette) {
    this.width = Math.ceil(width);
    this.palette = palette;
    canvas = new Canvas(DENSITY * this.width, DENSITY * Math.ceil(height));
    var pen = at(0, 0);
    pen.setFill(palette.background());
    pen.fillRect(0, 0, this.width, Math.ceil(height));
  }

  /** What draws on the page from a place on, in pixels of the layout. */
  public GraphicsContext at(double x, double y) {
    var place = new Affine(new Scale(DENSITY, DENSITY));
    place.append(new Translate(x, y));
    var pen = canvas.getGraphicsContext2D();
    pen.setTransform(place);
    return pen;
  }

  /** Writes the title. */
  public void title(String text) {
    var pen = at(0, 0);
    pen.setTextBaseline(VPos.BASELINE);
    pen.setTextAlign(TextAlignment.LEFT);
    pen.setFill(palette.foreground());
    pen.setFont(Font.font(null, FontWeight.BOLD, 15));
    pen.fillText(text, EDGE, 26, width - 2 * EDGE);
  }

  /** Writes the title, and one line about it. */
  public void head(String title, String about) {
    title(title);
    var pen = canvas.getGraphicsContext2D();
    pen.setFill(palette.muted());
    pen.setFont(Font.font(12));
    pen.fillText(about, EDGE, 46, width - 2 * EDGE);
  }

  /** The page as it is now. */
  public Image image() {
    return canvas.snapshot(null, null);
  }
}
