package bonsai.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.kit.Palette;
import bonsai.app.kit.Theme;
import bonsai.model.Parameter.Component;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BudgetBarTest {
  @ParameterizedTest
  @EnumSource(Component.class)
  void aComponentHasTheColourThatItHasOnACanvas(Component component) throws IOException {
    String sheet;
    try (var in = Palette.class.getResourceAsStream("/bonsai/app/recipe.css")) {
      sheet = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var rule =
        Pattern.compile(
            "\\." + BudgetBar.style(component) + " \\{ -fx-background-color: -series-(\\d+); }");
    var found = rule.matcher(sheet);

    assertThat(found.find()).isTrue();
    for (var theme : Theme.values()) {
      var palette = Palette.of(theme);
      assertThat(palette.component(component))
          .isEqualTo(palette.series(Integer.parseInt(found.group(1))));
    }
  }
}
