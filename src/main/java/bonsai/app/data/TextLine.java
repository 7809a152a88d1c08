package bonsai.app.data;

import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * A sentence in one line, cut off where the room ends. Makes nodes for as many words only as could
 * be seen, so that a table scrolls as quickly through long sentences as through short ones.
 */
final class TextLine extends Region {
  /** Characters are hardly narrower than this many pixels on average. */
  private static final double NARROW = 4.5;

  /** Enough for the widest screen. */
  private static final int MOST_CHARACTERS = 600;

  private final Rectangle clip = new Rectangle();

  TextLine() {
    getStyleClass().add("text-line");
    setClip(clip);
    setMinWidth(0);
  }

  void show(List<String> words, List<String> tags, EntityTypes types, double room) {
    var most = room > 0 ? Math.min(room / NARROW, MOST_CHARACTERS) : MOST_CHARACTERS / 4;
    var end = 0;
    for (double characters = 0; end < words.size() && characters < most; end++) {
      characters += words.get(end).length() + 1;
    }
    getChildren().setAll(EntityText.nodes(words.subList(0, end), tags.subList(0, end), types));
  }

  void clear() {
    getChildren().clear();
  }

  @Override
  protected double computePrefWidth(double height) {
    return 0;
  }

  @Override
  protected double computePrefHeight(double width) {
    return getChildren().stream().mapToDouble(node -> node.prefHeight(-1)).max().orElse(0);
  }

  @Override
  protected void layoutChildren() {
    clip.setWidth(getWidth());
    clip.setHeight(getHeight());
    var baseline = 0.0;
    for (Node node : getChildren()) {
      node.autosize();
      baseline = Math.max(baseline, node.getBaselineOffset());
    }
    var height = getChildren().stream().mapToDouble(n -> n.prefHeight(-1)).max().orElse(0);
    var top = Math.max(0, (getHeight() - height) / 2);
    var x = 0.0;
    for (Node node : getChildren()) {
      node.relocate(x, snapPositionY(top + baseline - node.getBaselineOffset()));
      x += node.getLayoutBounds().getWidth();
    }
  }
}
