package bonsai.app.shell;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import java.util.List;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;

/** The keys of the panel in front and of the window. */
final class ShortcutSheet {
  private static final double WIDTH = 480;

  private ShortcutSheet() {}

  static Sheets.Sheet of(Place<?> place, List<Shortcut> everywhere) {
    var grid = new GridPane(24, 8);
    var row = 0;
    var shortcuts = place.panel().shortcuts();
    if (!shortcuts.isEmpty()) {
      row = section(grid, row, place.title(), shortcuts);
    }
    section(grid, row, "Everywhere", everywhere);
    var scroll = new ScrollPane(grid);
    scroll.setFitToWidth(true);
    return new Sheets.Sheet("Keyboard shortcuts", WIDTH, scroll);
  }

  private static int section(GridPane grid, int from, String title, List<Shortcut> shortcuts) {
    var row = from;
    grid.add(Nodes.label(title, Styles.TEXT_BOLD), 0, row++, 2, 1);
    for (var shortcut : shortcuts) {
      var keys = Nodes.label(shortcut.keys().getDisplayText(), "key");
      keys.setMinWidth(Region.USE_PREF_SIZE);
      grid.add(keys, 0, row);
      grid.add(Nodes.label(shortcut.does()), 1, row++);
    }
    return row;
  }
}
