package bonsai.app.data;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Toggles;
import bonsai.base.Quantities;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The panel's first line: which corpus is open, another one to open, and its splits. */
final class CorpusBar extends HBox {
  private final DataModel model;
  private final DataView.Actions actions;

  CorpusBar(DataModel model, DataView.Actions actions) {
    super(12);
    this.model = model;
    this.actions = actions;
    var name = Nodes.label("", Styles.TITLE_4);
    name.setId("data-name");
    name.setMinWidth(Region.USE_PREF_SIZE);
    var about = Nodes.caption("");
    about.setMinWidth(0);
    model
        .corpusProperty()
        .subscribe(
            open -> {
              name.setText(open.map(each -> each.corpus().name()).orElse("No corpus"));
              about.setText(open.map(CorpusBar::about).orElse(""));
              about.setTooltip(open.map(each -> new Tooltip(about(each))).orElse(null));
            });
    var use = Nodes.button("Use in a recipe", Feather.SLIDERS, actions::useInRecipe);
    use.setId("data-use");
    use.visibleProperty().bind(model.corpusProperty().map(Optional::isPresent));
    use.getStyleClass().add(Styles.ACCENT);
    setAlignment(Pos.CENTER_LEFT);
    getStyleClass().add("data-header");
    getChildren().setAll(openMenu(), name, about, Nodes.spacer(), splits(), use);
  }

  private static String about(OpenCorpus open) {
    return DataModel.place(open.source()) + ", tags in " + open.corpus().scheme();
  }

  private MenuButton openMenu() {
    var menu = new MenuButton("Open", Nodes.icon(Feather.FOLDER));
    menu.setId("data-open");
    menu.setMinWidth(Region.USE_PREF_SIZE);
    model
        .recentProperty()
        .subscribe(
            recent -> {
              var items = new ArrayList<MenuItem>();
              items.add(item("Sample corpus", Feather.PACKAGE, actions::openSample));
              items.add(item("Folder…", Feather.FOLDER, actions::openFolder));
              items.add(item("File…", Feather.FILE_TEXT, actions::openFile));
              var before =
                  recent.sources().stream()
                      .filter(source -> !(source instanceof DataSource.Sample))
                      .toList();
              if (!before.isEmpty()) {
                items.add(new SeparatorMenuItem());
              }
              for (var source : before) {
                items.add(item(DataModel.place(source), Feather.CLOCK, () -> model.open(source)));
              }
              menu.getItems().setAll(items);
            });
    return menu;
  }

  private static MenuItem item(String text, Feather icon, Runnable action) {
    var item = Nodes.item(text, action);
    item.setGraphic(Nodes.icon(icon));
    return item;
  }

  private HBox splits() {
    var buttons = new HBox();
    buttons.setAlignment(Pos.CENTER);
    var shown = new SimpleObjectProperty<>(Subscription.EMPTY);
    model
        .corpusProperty()
        .subscribe(
            open -> {
              var splits = new LinkedHashMap<ToggleButton, Split>();
              open.ifPresent(
                  corpus ->
                      corpus.splits().forEach(split -> splits.put(button(corpus, split), split)));
              shown.get().unsubscribe();
              shown.set(Toggles.choose(splits, model.splitProperty()));
              buttons.getChildren().setAll(splits.keySet());
            });
    return buttons;
  }

  private static ToggleButton button(OpenCorpus open, Split split) {
    var name = split.label().substring(0, 1).toUpperCase(Locale.ROOT) + split.label().substring(1);
    var button = new ToggleButton(name + "  " + Quantities.count(open.index(split).size()));
    button.setId("data-split-" + split.label());
    button.setMinWidth(Region.USE_PREF_SIZE);
    var splits = open.splits();
    if (splits.size() > 1) {
      var place = splits.indexOf(split);
      button
          .getStyleClass()
          .add(
              place == 0
                  ? Styles.LEFT_PILL
                  : place == splits.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
    }
    return button;
  }
}
