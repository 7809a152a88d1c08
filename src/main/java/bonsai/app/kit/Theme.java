package bonsai.app.kit;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.List;

/** One of the two looks of the window: AtlantaFX's Primer, and a sheet of our own colours. */
public enum Theme {
  LIGHT(new PrimerLight(), "light.css"),
  DARK(new PrimerDark(), "dark.css");

  private final atlantafx.base.theme.Theme base;
  private final String colours;

  Theme(atlantafx.base.theme.Theme base, String colours) {
    this.base = base;
    this.colours = colours;
  }

  /** What is set once for the whole application. */
  public String userAgentStylesheet() {
    return base.getUserAgentStylesheet();
  }

  /** The stylesheets of every scene: colours first, then the rules that use them. */
  public List<String> stylesheets() {
    return List.of(
        resource(colours),
        resource("bonsai.css"),
        resource("chart.css"),
        resource("data.css"),
        resource("recipe.css"),
        resource("runs.css"),
        resource("playground.css"));
  }

  private static String resource(String name) {
    return Theme.class.getResource("/bonsai/app/" + name).toExternalForm();
  }
}
