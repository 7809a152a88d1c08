package bonsai.app.kit;

import bonsai.ner.Span;
import bonsai.ner.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** The words of a sentence with its entities as coloured spans, each followed by its type. */
public final class EntityText {
  private EntityText() {}

  /** A whole sentence, in as many lines as it needs; its words stand in text of the theme. */
  public static TextFlow flow(List<String> words, List<String> tags, EntityTypes types) {
    var flow = new TextFlow();
    flow.getStyleClass().add("entity-flow");
    flow.setLineSpacing(4);
    flow.getChildren().setAll(nodes(words, tags, types));
    flow.setAccessibleText(spoken(words, tags));
    return flow;
  }

  /** What {@link #flow} is made of: pieces of text, and a node for each entity. */
  public static List<Node> nodes(List<String> words, List<String> tags, EntityTypes types) {
    return nodes(words, Spans.of(tags), span -> entity(words, span, types));
  }

  /**
   * The same with entities that look as one likes.
   *
   * @param spans in their order, without overlap
   */
  public static List<Node> nodes(
      List<String> words, List<Span> spans, Function<Span, ? extends Node> entity) {
    var nodes = new ArrayList<Node>();
    var at = 0;
    for (var span : spans) {
      if (at < span.start()) {
        nodes.add(text((at > 0 ? " " : "") + String.join(" ", words.subList(at, span.start()))));
      }
      if (span.start() > 0) {
        nodes.add(text(" "));
      }
      nodes.add(entity.apply(span));
      at = span.end();
    }
    if (at < words.size()) {
      nodes.add(text((at > 0 ? " " : "") + String.join(" ", words.subList(at, words.size()))));
    }
    return nodes;
  }

  /** One entity: its words on the type's colour, and the type's name in small capitals. */
  public static HBox entity(List<String> words, Span span, EntityTypes types) {
    return entity(
        String.join(" ", words.subList(span.start(), span.end())),
        span.type(),
        types.styleClass(span.type()));
  }

  private static HBox entity(String words, String type, String colour) {
    var text = new Label(words);
    text.getStyleClass().add("entity-words");
    var box = new HBox(text, typeName(type));
    box.setAlignment(Pos.BASELINE_LEFT);
    box.getStyleClass().addAll("entity", colour);
    return box;
  }

  /** A type by itself, on its colour: for legends and filters. */
  public static Label type(String type, EntityTypes types) {
    var label = typeName(type);
    label.getStyleClass().addAll("entity", types.styleClass(type));
    return label;
  }

  private static Label typeName(String type) {
    var label = new Label(type);
    label.getStyleClass().add("entity-type");
    return label;
  }

  /** The sentence as it is read out: each entity's type after it. */
  public static String spoken(List<String> words, List<String> tags) {
    var spans = Spans.of(tags);
    var text = new StringBuilder();
    var next = 0;
    for (var i = 0; i < words.size(); i++) {
      text.append(i == 0 ? "" : " ").append(words.get(i));
      if (next < spans.size() && spans.get(next).end() == i + 1) {
        text.append(" (").append(spans.get(next++).type()).append(')');
      }
    }
    return text.toString();
  }

  private static Text text(String words) {
    var text = new Text(words);
    text.getStyleClass().add("entity-outside");
    return text;
  }
}
