package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.Nodes;
import bonsai.ner.Span;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.NodeOrientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/**
 * A sentence with its spaces as they were typed: entities on the colour of their type, and a line
 * under the words that the model is not sure of.
 */
final class TaggedText extends ListCell<Row> {
  /** Below this probability a word is marked. */
  static final float SURE = 0.9f;

  /** Below this one it is marked strongly. */
  static final float DOUBTFUL = 0.6f;

  /** What a row needs beside its words: its padding, and the list's scroll bar. */
  private static final double BESIDE = 44;

  /** However narrow the list is, a word has so much. */
  private static final double LEAST = 40;

  private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

  private static final PseudoClass DIFFERENT = PseudoClass.getPseudoClass("different");

  private final TaggedPane.Marks marks;
  private final Consumer<Row> clicked;
  private final Tooltip tooltip;
  private final TextFlow flow = new TextFlow();

  /**
   * @param tooltip shared by all words of all rows
   * @param clicked takes the row that was clicked on
   */
  TaggedText(TaggedPane.Marks marks, Tooltip tooltip, Consumer<Row> clicked) {
    this.marks = marks;
    this.tooltip = tooltip;
    this.clicked = clicked;
    flow.setLineSpacing(6);
    setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    getStyleClass().add("tagged-row");
    setOnMouseClicked(event -> Optional.ofNullable(getItem()).ifPresent(this.clicked));
  }

  /**
   * What the marks mean.
   *
   * @param comparing whether there are two models that can differ
   */
  static Node legend(ObservableValue<Boolean> comparing) {
    var unsure = Nodes.label("under 90 %", "tagged-word", "unsure", Styles.TEXT_SMALL);
    var doubtful = Nodes.label("under 60 %", "tagged-word", "doubtful", Styles.TEXT_SMALL);
    var different = Nodes.label("tagged otherwise", "tagged-word", Styles.TEXT_SMALL);
    different.pseudoClassStateChanged(DIFFERENT, true);
    different.visibleProperty().bind(comparing);
    var legend = new HBox(10, Nodes.caption("Confidence"), unsure, doubtful, different);
    legend.setAlignment(Pos.CENTER_LEFT);
    legend.setAccessibleText(
        "A line under a word: the model gives its tag a probability under 90 %, or under 60 %."
            + " A frame around it: the other model tags it otherwise.");
    return legend;
  }

  /** A probability as people read it: {@code 99.8 %}. */
  static String percent(float probability) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * probability);
  }

  @Override
  protected void updateItem(Row row, boolean empty) {
    super.updateItem(row, empty);
    setText(null);
    if (empty || row == null) {
      setGraphic(null);
      setAccessibleText(null);
      return;
    }
    flow.getChildren().setAll(nodes(row));
    flow.setNodeOrientation(orientation(row.tagged().words().subList(row.from(), row.to())));
    setGraphic(flow);
    setAccessibleText(
        EntityText.spoken(
            row.tagged().words().subList(row.from(), row.to()),
            row.tagged().tags().subList(row.from(), row.to())));
  }

  /** Each word is a node of its own: which way they follow one another has to be told. */
  private static NodeOrientation orientation(List<String> words) {
    var bidi = new Bidi(String.join(" ", words), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
    return bidi.baseIsLeftToRight() ? NodeOrientation.LEFT_TO_RIGHT : NodeOrientation.RIGHT_TO_LEFT;
  }

  private List<Node> nodes(Row row) {
    var nodes = new ArrayList<Node>();
    var spans = new HashMap<Integer, Span>();
    row.spans().forEach(span -> spans.put(span.start(), span));
    for (var word = row.from(); word < row.to(); ) {
      if (row.isSpaceBefore(word)) {
        nodes.add(new Text(" "));
      }
      var span = spans.get(word);
      if (span == null) {
        nodes.add(word(row, word, row.tagged().words().get(word)));
        word++;
      } else {
        nodes.addAll(entity(row, span));
        word = span.end();
      }
    }
    return nodes;
  }

  /** Words that touch each other, so that a long entity can go on in the next line. */
  private List<Node> entity(Row row, Span span) {
    var nodes = new ArrayList<Node>();
    for (var word = span.start(); word < span.end(); word++) {
      var gap = word + 1 < span.end() && row.isSpaceBefore(word + 1) ? " " : "";
      var label = word(row, word, row.tagged().words().get(word) + gap);
      label.getStyleClass().addAll("entity", marks.types().getValue().styleClass(span.type()));
      if (word == span.start()) {
        label.getStyleClass().add("entity-first");
      }
      if (word + 1 == span.end()) {
        var type = new Label(span.type());
        type.getStyleClass().add("entity-type");
        label.setGraphic(type);
        label.setContentDisplay(ContentDisplay.RIGHT);
        label.getStyleClass().add("entity-last");
      }
      nodes.add(label);
    }
    return nodes;
  }

  private Label word(Row row, int word, String text) {
    var confidence = row.tagged().confidences().get(word);
    var label = new Label(text);
    label
        .maxWidthProperty()
        .bind(getListView().widthProperty().map(width -> Math.max(LEAST, (double) width - BESIDE)));
    label.getStyleClass().add("tagged-word");
    if (confidence < DOUBTFUL) {
      label.getStyleClass().add("doubtful");
    } else if (confidence < SURE) {
      label.getStyleClass().add("unsure");
    }
    label.pseudoClassStateChanged(
        CHOSEN, marks.chosen().get().filter(it -> it.contains(row.sentence(), word)).isPresent());
    label.pseudoClassStateChanged(
        DIFFERENT, marks.comparison().getValue().isDifferent(row.sentence(), word));
    var told = row.tagged().tags().get(word) + "  ·  " + percent(confidence);
    label.setOnMouseEntered(
        event -> tooltip.setText(label.isTextTruncated() ? text.strip() + "\n" + told : told));
    Tooltip.install(label, tooltip);
    return label;
  }

  // A list asks for widths and heights in one way, a flow of text answers in another: its height
  // follows from the width that the list has.

  @Override
  protected double computePrefWidth(double height) {
    return 0;
  }

  @Override
  protected double computePrefHeight(double width) {
    var own = snappedTopInset() + snappedBottomInset();
    return getGraphic() == null
        ? super.computePrefHeight(width)
        : own + flow.prefHeight(inner(width < 0 ? getListView().getWidth() : width));
  }

  @Override
  protected void layoutChildren() {
    if (getGraphic() == null) {
      super.layoutChildren();
      return;
    }
    flow.resizeRelocate(
        snappedLeftInset(),
        snappedTopInset(),
        inner(getWidth()),
        getHeight() - snappedTopInset() - snappedBottomInset());
  }

  private double inner(double width) {
    return width - snappedLeftInset() - snappedRightInset();
  }
}
