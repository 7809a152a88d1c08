package bonsai.app.form;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.layout.InputGroup;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.ShownAs;
import bonsai.app.kit.Toggles;
import bonsai.base.Settings.Kind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** Builds the nodes of a form: any record's, by its {@link FormModel}. */
public final class FormView {
  /** What a form cannot know by itself. */
  public interface Help {
    /** Values to choose from where any text may be typed. */
    default Optional<ObservableList<String>> suggestions(FormField field) {
      return Optional.empty();
    }

    /** Asks for the path of a field; empty if nothing was chosen. */
    default Optional<Path> choose(FormField field) {
      return Optional.empty();
    }

    /** Whether there is something to choose for a field. */
    default boolean choosable(FormField field) {
      return field.setting().content() == Path.class;
    }
  }

  private static final int MOST_SEGMENTS = 4;

  private static final StringConverter<String> TITLES = new ShownAs<>(Titles::of);

  private final String prefix;
  private final Help help;

  /**
   * @param prefix what the ids of all controls begin with; the names of the components on the way
   *     follow, as in {@code stage-training-epochs}
   */
  public FormView(String prefix, Help help) {
    this.prefix = prefix;
    this.help = help;
  }

  /** A whole form. */
  public Node form(FormModel<?> form) {
    var problem = problem(form.problemProperty());
    var box = new VBox(16, items(form.items()), problem);
    box.setFillWidth(true);
    return box;
  }

  /** Some components of a form, one below the other; single fields side by side. */
  public Node items(List<FormItem> items) {
    var box = new VBox(16);
    Optional<ColumnsPane> fields = Optional.empty();
    for (var item : items) {
      switch (item) {
        case FormField field -> {
          if (fields.isEmpty()) {
            fields = Optional.of(new ColumnsPane());
            box.getChildren().add(fields.get());
          }
          fields.get().getChildren().add(field(field));
        }
        case FormGroup group -> {
          fields = Optional.empty();
          box.getChildren().add(group(group));
        }
        case FormVariant variant -> {
          fields = Optional.empty();
          box.getChildren().add(variant(variant, true));
        }
        case FormOptional optional -> {
          fields = Optional.empty();
          box.getChildren().add(optional(optional));
        }
      }
    }
    return box;
  }

  private Node group(FormGroup group) {
    return new VBox(10, Nodes.label(group.label(), Styles.TEXT_BOLD), fields(group));
  }

  private Node fields(FormGroup group) {
    return inside(group).form(group.form());
  }

  /** Builds the fields of a component that has some. */
  private FormView inside(FormItem item) {
    return new FormView(prefix + "-" + item.name(), help);
  }

  /** A switch with the component's label, and its fields while that is on. */
  private Node optional(FormOptional optional) {
    var given = new ToggleSwitch(optional.label());
    given.setId(prefix + "-" + optional.name() + "-given");
    given.setAccessibleText(optional.label());
    given.getStyleClass().add(Styles.TEXT_BOLD);
    given.selectedProperty().bindBidirectional(optional.givenProperty());
    var fields =
        switch (optional.content()) {
          case FormGroup group -> fields(group);
          case FormVariant variant -> variant(variant, false);
          case FormField field -> field(field);
          case FormOptional other -> optional(other);
        };
    fields.visibleProperty().bind(optional.givenProperty());
    fields.managedProperty().bind(optional.givenProperty());
    var box = new VBox(10, given);
    if (optional.content() instanceof FormVariant variant) {
      box.getChildren().add(Nodes.paragraph(variant.help(), Styles.TEXT_SMALL, Styles.TEXT_MUTED));
    }
    box.getChildren().add(fields);
    return box;
  }

  /**
   * A choice of kinds, and the fields of what is chosen.
   *
   * @param titled whether the component's label stands above it
   */
  public Node variant(FormVariant variant, boolean titled) {
    var kinds =
        segments(
            variant.choices(),
            variant.choiceProperty(),
            prefix + "-" + variant.name(),
            variant.label());
    var fields = new VBox();
    variant
        .choiceProperty()
        .subscribe(
            chosen -> {
              var form = variant.form(chosen);
              fields
                  .getChildren()
                  .setAll(form.items().isEmpty() ? List.of() : List.of(inside(variant).form(form)));
              fields.setManaged(!form.items().isEmpty());
            });
    var box = new VBox(12, kinds, fields);
    if (titled) {
      box.getChildren().addFirst(Nodes.label(variant.label(), Styles.TEXT_BOLD));
    }
    return box;
  }

  /** One field with its label, unit, help, reset, and what is wrong with it. */
  public Node field(FormField field) {
    var id = prefix + "-" + field.name();
    var control = control(field, id);
    var label = Nodes.label(field.label(), "form-label");
    label.setLabelFor(
        control instanceof InputGroup group ? group.getChildren().getFirst() : control);

    var reset = Nodes.iconButton("Reset " + field.label(), Feather.ROTATE_CCW, field::reset);
    reset.getStyleClass().addAll(Styles.SMALL, "form-reset");
    reset.setId(id + "-reset");
    reset.visibleProperty().bind(field.changedProperty());
    if (field.setting().required()) {
      reset.visibleProperty().unbind();
      reset.setVisible(false);
    }
    var head = new HBox(6, label, Nodes.spacer(), reset);
    head.setAlignment(Pos.CENTER_LEFT);

    var about = Nodes.paragraph(about(field), Styles.TEXT_SMALL, Styles.TEXT_MUTED);
    var problem = problem(field.problemProperty());
    problem.setId(id + "-problem");
    // What is wrong takes the place of the help, so that nothing below moves more than it must.
    about.managedProperty().bind(problem.managedProperty().not());
    about.visibleProperty().bind(about.managedProperty());
    var box = new VBox(4, head, control, about, problem);
    box.setFillWidth(true);
    return box;
  }

  private static String about(FormField field) {
    var range = field.range();
    if (range.isEmpty()) {
      return field.setting().help();
    }
    var sentence = Character.toUpperCase(range.charAt(0)) + range.substring(1) + ".";
    return field.setting().help() + " " + sentence;
  }

  private static Label problem(javafx.beans.value.ObservableValue<String> problem) {
    var label = Nodes.paragraph("", Styles.TEXT_SMALL, Styles.DANGER, "form-problem");
    label.textProperty().bind(problem);
    label.managedProperty().bind(problem.map(sentence -> !sentence.isEmpty()));
    label.visibleProperty().bind(label.managedProperty());
    return label;
  }

  private Node control(FormField field, String id) {
    return switch (field.setting().kind()) {
      case SWITCH -> toggle(field, id);
      case CHOICE ->
          choices(field).size() <= MOST_SEGMENTS
              ? segments(choices(field), field.textProperty(), id, field.label())
              : combo(field, id);
      default -> text(field, id);
    };
  }

  /** What can be chosen; the empty text is no value. */
  private static List<String> choices(FormField field) {
    var choices = field.setting().choices();
    return field.setting().optional()
        ? Stream.concat(Stream.of(""), choices.stream()).toList()
        : choices;
  }

  private static Node toggle(FormField field, String id) {
    var toggle = new ToggleSwitch();
    toggle.setId(id);
    toggle.setAccessibleText(field.label());
    field.textProperty().subscribe(text -> toggle.setSelected(text.strip().equals("true")));
    toggle
        .selectedProperty()
        .addListener((property, before, now) -> field.textProperty().set(Boolean.toString(now)));
    return toggle;
  }

  private static Node combo(FormField field, String id) {
    var combo = new ComboBox<String>();
    combo.getItems().setAll(choices(field));
    combo.setConverter(TITLES);
    combo.setId(id);
    combo.setMaxWidth(Double.MAX_VALUE);
    combo.setAccessibleText(field.label());
    combo.valueProperty().bindBidirectional(field.textProperty());
    return combo;
  }

  /** Buttons of which one is down. */
  private static Node segments(
      List<String> choices, javafx.beans.property.StringProperty chosen, String id, String label) {
    var buttons = new LinkedHashMap<ToggleButton, String>();
    var row = new HBox();
    for (var i = 0; i < choices.size(); i++) {
      var choice = choices.get(i);
      var button = new ToggleButton(Titles.of(choice));
      button.setId(id + "-" + choice);
      button.setMinWidth(Region.USE_PREF_SIZE);
      button.setMaxWidth(Double.MAX_VALUE);
      button.setAccessibleText(label + ": " + Titles.of(choice));
      HBox.setHgrow(button, Priority.ALWAYS);
      button
          .getStyleClass()
          .addAll(
              "segment",
              choices.size() == 1
                  ? "only"
                  : i == 0
                      ? Styles.LEFT_PILL
                      : i == choices.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      buttons.put(button, choice);
      row.getChildren().add(button);
    }
    Toggles.choose(buttons, chosen);
    row.setMaxWidth(420);
    return row;
  }

  private Node text(FormField field, String id) {
    var suggestions = help.suggestions(field);
    TextField editor;
    Region control;
    if (suggestions.isPresent()) {
      var combo = new ComboBox<>(suggestions.get());
      combo.setEditable(true);
      combo.setId(id);
      combo.setAccessibleText(field.label());
      editor = combo.getEditor();
      control = combo;
    } else {
      editor = new TextField();
      editor.setId(id);
      control = editor;
    }
    editor.setAccessibleText(field.label());
    editor.setAccessibleHelp(field.setting().help());
    editor.textProperty().bindBidirectional(field.textProperty());
    field
        .problemProperty()
        .subscribe(
            problem -> {
              editor.pseudoClassStateChanged(Styles.STATE_DANGER, !problem.isEmpty());
              control.pseudoClassStateChanged(Styles.STATE_DANGER, !problem.isEmpty());
            });
    control.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(control, Priority.ALWAYS);
    if (field.setting().kind() == Kind.TEXT && help.choosable(field)) {
      var browse =
          Nodes.iconButton(
              "Choose " + field.label().toLowerCase(Locale.ROOT),
              Feather.FOLDER,
              () -> help.choose(field).ifPresent(path -> field.show(path)));
      browse.getStyleClass().remove(Styles.FLAT);
      browse.setId(id + "-choose");
      return new InputGroup(control, browse);
    }
    if (!field.unit().isEmpty()) {
      var unit = new Label(field.unit());
      unit.getStyleClass().add("form-unit");
      unit.setMinWidth(Region.USE_PREF_SIZE);
      unit.setTooltip(new Tooltip(field.range()));
      return new InputGroup(control, unit);
    }
    return control;
  }
}
