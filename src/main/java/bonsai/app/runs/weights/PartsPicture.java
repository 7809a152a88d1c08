package bonsai.app.runs.weights;

import bonsai.app.chart.Viridis;
import bonsai.app.kit.Palette;
import bonsai.app.runs.weights.Weights.Part;
import bonsai.model.Parameter.Component;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javafx.scene.canvas.GraphicsContext;

/**
 * The model's parameters as areas, those of a component together; the colour tells the zeros, or,
 * where there are none, the component.
 */
final class PartsPicture implements Picture {
  private final long parameters;
  private final boolean zeros;
  private final List<Part> parts = new ArrayList<>();
  private final List<Box> boxes = new ArrayList<>();
  private final List<Component> components;
  private final List<Box> rooms;
  private final double height;

  PartsPicture(Weights weights, double width, double height) {
    this.height = height;
    parameters = weights.parameters();
    zeros = weights.zeros() > 0;
    Map<Component, List<Part>> groups = new EnumMap<>(Component.class);
    weights
        .parts()
        .forEach(
            part -> groups.computeIfAbsent(part.component(), any -> new ArrayList<>()).add(part));
    components = List.copyOf(groups.keySet());
    var sizes = groups.values().stream().map(PartsPicture::sizes).toList();
    var room = new Box(0, 0, width, Math.max(0, height - ColourScale.HEIGHT));
    rooms = Treemap.of(groups.values().stream().mapToDouble(PartsPicture::sum).toArray(), room);
    var nested = Treemap.nested(sizes, room);
    var group = 0;
    for (var members : groups.values()) {
      parts.addAll(members);
      boxes.addAll(nested.get(group++));
    }
  }

  /** From the longest to the shortest: the first that fits is shown. */
  private static Stream<String> names(Component component) {
    var shortest =
        switch (component) {
          case WORD_EMBEDDINGS -> "Embeddings";
          case POSITIONS_AND_SEGMENTS -> "Positions";
          case ATTENTION -> "Att.";
          case FEED_FORWARD -> "FF";
          case LAYER_NORMS -> "Norms";
          case CLASSIFIER -> "Tags";
        };
    return Stream.of(component.label(), shortest);
  }

  private static double[] sizes(List<Part> parts) {
    return parts.stream().mapToDouble(Part::parameters).toArray();
  }

  private static double sum(List<Part> parts) {
    return parts.stream().mapToDouble(Part::parameters).sum();
  }

  @Override
  public int size() {
    return parts.size();
  }

  @Override
  public Box box(int thing) {
    return boxes.get(thing);
  }

  Part part(int thing) {
    return parts.get(thing);
  }

  @Override
  public String text(int thing) {
    var part = parts.get(thing);
    return String.format(
        Locale.ROOT,
        "%s: %,d parameters (%.1f %%), %s",
        part.words(),
        part.parameters(),
        100.0 * part.parameters() / Math.max(1, parameters),
        part.zeros() == 0
            ? "no zeros"
            : String.format(
                Locale.ROOT, "%,d of them 0 (%.1f %%)", part.zeros(), 100 * part.share()));
  }

  @Override
  public void paint(GraphicsContext canvas, Palette palette) {
    var ink = new Ink(canvas, palette);
    for (var i = 0; i < parts.size(); i++) {
      var box = boxes.get(i);
      var gap = Math.min(box.width(), box.height()) > 6 ? 0.5 : 0;
      var part = parts.get(i);
      ink.fill(
          box.inset(gap),
          zeros ? Viridis.colour(part.share()) : palette.component(part.component()));
    }
    for (var i = 0; i < rooms.size(); i++) {
      ink.frame(rooms.get(i), palette.background(), 3);
      var room = rooms.get(i);
      names(components.get(i))
          .filter(name -> room.width() > Ink.width(name) + 22 && room.height() > 30)
          .findFirst()
          .ifPresent(name -> ink.chip(name, room.x() + 6, room.y() + 6));
    }
    if (zeros) {
      ColourScale.paint(ink, 0, height - ColourScale.HEIGHT);
    }
  }
}
