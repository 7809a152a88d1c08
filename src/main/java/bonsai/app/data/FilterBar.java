package bonsai.app.data;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.ShownAs;
import java.util.ArrayList;
import java.util.Optional;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** What the sentences are searched and filtered by, and how many are left. */
final class FilterBar extends HBox {
  private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

  private final DataModel model;
  private final CustomTextField search = new CustomTextField();

  /**
   * @param toTable goes on to the sentences that were found
   */
  FilterBar(DataModel model, Runnable toTable) {
    super(8);
    this.model = model;
    search.setId("data-search");
    search.setPromptText("Search the sentences");
    search.setAccessibleText("Search the sentences");
    search.setLeft(Nodes.icon(Feather.SEARCH));
    search.textProperty().bindBidirectional(model.textProperty());
    search.setMinWidth(120);
    search.setPrefWidth(280);
    search.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
            search.clear();
            event.consume();
          } else if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
            toTable.run();
            event.consume();
          }
        });
    HBox.setHgrow(search, Priority.SOMETIMES);
    search.setMaxWidth(420);

    var sensitive = new ToggleButton("Aa");
    sensitive.setId("data-case");
    sensitive.setAccessibleText("Match upper and lower case");
    sensitive.setTooltip(new Tooltip("Match upper and lower case"));
    sensitive.setMinWidth(Region.USE_PREF_SIZE);
    sensitive.selectedProperty().bindBidirectional(model.caseSensitiveProperty());

    var problems = new ToggleButton("Has problems", Nodes.icon(Feather.ALERT_TRIANGLE));
    problems.setId("data-only-problems");
    problems.setMinWidth(Region.USE_PREF_SIZE);
    problems.selectedProperty().bindBidirectional(model.onlyProblemsProperty());

    var to = Nodes.caption("to");
    to.setMinWidth(Region.USE_PREF_SIZE);
    var words = Nodes.caption("words");
    words.setMinWidth(Region.USE_PREF_SIZE);
    var count = Nodes.label("", Styles.TEXT_MUTED);
    count.setId("data-count");
    count.setMinWidth(Region.USE_PREF_SIZE);
    count.textProperty().bind(model.summary());
    count
        .textProperty()
        .subscribe(text -> count.pseudoClassStateChanged(WRONG, model.lengthProblem().isPresent()));
    var clear = Nodes.iconButton("Clear all filters", Feather.X_CIRCLE, model::clearFilters);
    clear.setId("data-clear");
    clear
        .visibleProperty()
        .bind(model.listingProperty().map(now -> now.filter(l -> !l.query().isAll()).isPresent()));
    clear.managedProperty().bind(clear.visibleProperty());
    setAlignment(Pos.CENTER_LEFT);
    getStyleClass().add("data-filters");
    getChildren()
        .setAll(
            search,
            sensitive,
            types(),
            length("data-min-words", "min", "Least number of words", model.minWordsProperty()),
            to,
            length("data-max-words", "max", "Greatest number of words", model.maxWordsProperty()),
            words,
            problems,
            Nodes.spacer(),
            count,
            clear);
  }

  void focusSearch() {
    search.requestFocus();
    search.selectAll();
  }

  private ComboBox<Optional<String>> types() {
    var types = new ComboBox<Optional<String>>();
    types.setId("data-type");
    types.setAccessibleText("Entity type");
    types.setMinWidth(Region.USE_PREF_SIZE);
    types.setConverter(new ShownAs<>(type -> type.orElse("Any entities")));
    model
        .corpusProperty()
        .subscribe(
            open -> {
              var items = new ArrayList<Optional<String>>();
              items.add(Optional.empty());
              open.ifPresent(each -> each.types().names().forEach(n -> items.add(Optional.of(n))));
              types.getItems().setAll(items);
              types.setValue(model.typeProperty().get());
            });
    types
        .valueProperty()
        .subscribe(
            type -> {
              if (type != null) {
                model.typeProperty().set(type);
              }
            });
    model.typeProperty().subscribe(types::setValue);
    return types;
  }

  private static TextField length(String id, String prompt, String name, StringProperty value) {
    var field = new TextField();
    field.setId(id);
    field.setPromptText(prompt);
    field.setAccessibleText(name);
    field.setTooltip(new Tooltip(name));
    field.setPrefWidth(58);
    field.setMinWidth(58);
    field.textProperty().bindBidirectional(value);
    return field;
  }
}
