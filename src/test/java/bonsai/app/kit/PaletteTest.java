package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text must be readable in both themes: WCAG 2.1, success criterion 1.4.3, asks for 4.5 : 1. */
final class PaletteTest {
  @ParameterizedTest
  @EnumSource(Theme.class)
  void textIsReadableOnEveryBackgroundItStandsOn(Theme theme) {
    var palette = Palette.of(theme);
    for (var background :
        new String[] {
          "-color-bg-default",
          "-color-bg-subtle",
          "-color-bg-inset",
          "-color-bg-overlay",
          "-selected-bg"
        }) {
      for (var text :
          new String[] {
            "-color-fg-default",
            "-color-fg-muted",
            "-color-accent-fg",
            "-color-success-fg",
            "-color-warning-fg",
            "-color-danger-fg"
          }) {
        assertThat(Contrast.of(palette.colour(text), palette.colour(background)))
            .as("%s on %s, %s", text, background, theme)
            .isGreaterThanOrEqualTo(Contrast.LEAST);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void entitiesAreReadableOnTheirColour(Theme theme) {
    var palette = Palette.of(theme);
    for (var i = 0; i < Palette.ENTITIES; i++) {
      assertThat(Contrast.of(palette.entityForeground(i), palette.entityBackground(i)))
          .as("entity %d, %s", i, theme)
          .isGreaterThanOrEqualTo(Contrast.LEAST);
    }
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void curvesStandOutFromTheirBackground(Theme theme) {
    var palette = Palette.of(theme);
    for (var i = 0; i < Palette.SERIES; i++) {
      assertThat(Contrast.of(palette.series(i), palette.background()))
          .as("series %d, %s", i, theme)
          .isGreaterThanOrEqualTo(3);
    }
  }
}
