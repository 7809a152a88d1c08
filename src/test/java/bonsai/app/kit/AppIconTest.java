package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

@WindowTest
final class AppIconTest {
  private static final Path PACKAGED = Path.of("packaging/icon-256.png");

  @TempDir private Path folder;

  @Test
  void theApplicationImageHasTheWindowsIcon(FxRobot robot) throws Exception {
    var drawn = folder.resolve("icon.png");
    var image = new ArrayList<Image>();
    robot.interact(() -> image.add(AppIcon.of(256)));

    PngFile.write(image.getFirst(), drawn);

    assertThat(PACKAGED).as("./bonsai pictures packaging --only icon draws it anew").exists();
    assertThat(pixels(new Image(Files.newInputStream(PACKAGED))))
        .isEqualTo(pixels(new Image(Files.newInputStream(drawn))));
  }

  @Test
  void isDrawnInEverySizeOnClearGround(FxRobot robot) {
    var images = new ArrayList<Image>();
    robot.interact(() -> images.addAll(AppIcon.all()));

    assertThat(images).extracting(Image::getWidth).containsExactly(16.0, 32.0, 48.0, 128.0);
    for (var image : images) {
      assertThat(image.getPixelReader().getColor(0, 0)).isEqualTo(Color.TRANSPARENT);
      assertThat(pixels(image)).contains(Color.WHITE.toString());
    }
  }

  private static List<String> pixels(Image image) {
    var pixels = new ArrayList<String>();
    for (var y = 0; y < image.getHeight(); y++) {
      for (var x = 0; x < image.getWidth(); x++) {
        pixels.add(image.getPixelReader().getColor(x, y).toString());
      }
    }
    return pixels;
  }
}
