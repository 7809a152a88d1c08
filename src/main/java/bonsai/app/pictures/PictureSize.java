package bonsai.app.pictures;

import java.util.List;

/** The width and height of a picture, in pixels. */
record PictureSize(int width, int height) {
  /** A small notebook, a usual screen, a large one. */
  static final List<PictureSize> ALL =
      List.of(new PictureSize(1280, 800), new PictureSize(1600, 1000), new PictureSize(2560, 1440));

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
