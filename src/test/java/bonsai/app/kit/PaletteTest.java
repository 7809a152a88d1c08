package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.paint.Color;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text must be readable in both themes: WCAG 2.1, success criterion 1.4.3, asks for 4.5 : 1. */
final class PaletteTest {
  private static final double LEAST = 4.5;

  @ParameterizedTest
  @EnumSource(Theme.class)
  void textIsReadableOnEveryBackgroundItStandsOn(Theme theme) {
    var palette = Palette.of(theme);
    for (var background :
        new String[] {"-color-bg-default", "-color-bg-subtle", "-color-bg-inset"}) {
      for (var text :
          new String[] {
            "-color-fg-default",
            "-color-fg-muted",
            "-color-accent-fg",
            "-color-success-fg",
            "-color-warning-fg",
            "-color-danger-fg"
          }) {
        assertThat(contrast(palette.colour(text), palette.colour(background)))
            .as("%s on %s, %s", text, background, theme)
            .isGreaterThanOrEqualTo(LEAST);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void entitiesAreReadableOnTheirColour(Theme theme) {
    var palette = Palette.of(theme);
    for (var i = 0; i < Palette.ENTITIES; i++) {
      assertThat(contrast(palette.entityForeground(i), palette.entityBackground(i)))
          .as("entity %d, %s", i, theme)
          .isGreaterThanOrEqualTo(LEAST);
    }
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void curvesStandOutFromTheirBackground(Theme theme) {
    var palette = Palette.of(theme);
    for (var i = 0; i < Palette.SERIES; i++) {
      assertThat(contrast(palette.series(i), palette.background()))
          .as("series %d, %s", i, theme)
          .isGreaterThanOrEqualTo(3);
    }
  }

  /** WCAG 2.1's contrast ratio. */
  private static double contrast(Color a, Color b) {
    var bright = Math.max(luminance(a), luminance(b));
    var dark = Math.min(luminance(a), luminance(b));
    return (bright + 0.05) / (dark + 0.05);
  }

  private static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
  }
}
