package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.kit.Preferences;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WindowPlaceTest {
  private static final List<Rectangle2D> ONE_SCREEN = List.of(new Rectangle2D(0, 0, 1920, 1040));

  @TempDir private Path folder;
  private Preferences preferences;

  @BeforeEach
  void nothingIsRemembered() {
    preferences = Preferences.read(folder.resolve("window.json"));
  }

  private WindowPlace placed() {
    return WindowPlace.remembered(preferences, ONE_SCREEN);
  }

  @Test
  void theFirstWindowHasTheUsualSizeAndThePlaceIsTheSystems() {
    assertThat(placed()).isEqualTo(new WindowPlace(1280, 800, Optional.empty(), false));
  }

  @Test
  void whatIsRememberedIsWhereItWas() {
    var place = new WindowPlace(1500, 900, Optional.of(new WindowPlace.Corner(30, 40)), false);

    place.remember(preferences);

    assertThat(placed()).isEqualTo(place);
  }

  @Test
  void aMaximisedWindowRemembersTheSizeItHadBefore() {
    new WindowPlace(1500, 900, Optional.of(new WindowPlace.Corner(30, 40)), false)
        .remember(preferences);

    new WindowPlace(1920, 1040, Optional.of(new WindowPlace.Corner(0, 0)), true)
        .remember(preferences);

    assertThat(placed())
        .isEqualTo(new WindowPlace(1500, 900, Optional.of(new WindowPlace.Corner(30, 40)), true));
  }

  @Test
  void aPlaceOnAScreenThatIsGoneIsForgotten() {
    new WindowPlace(1500, 900, Optional.of(new WindowPlace.Corner(2500, 40)), false)
        .remember(preferences);

    assertThat(placed().corner()).isEmpty();
  }

  @Test
  void aWindowIsNoLargerThanTheScreenAndNoSmallerThanCanBeUsed() {
    preferences.set("window.width", 1e9);
    preferences.set("window.height", -3);

    assertThat(placed().width()).isEqualTo(1920);
    assertThat(placed().height()).isEqualTo(640);
  }

  @Test
  void whatIsNoNumberIsAsGoodAsNothing() {
    preferences.set("window.width", "wide");
    preferences.set("window.height", "NaN");

    assertThat(placed().width()).isEqualTo(1280);
    assertThat(placed().height()).isEqualTo(800);
  }
}
