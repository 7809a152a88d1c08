package bonsai.app.kit;

import bonsai.model.Parameter.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;

/**
 * The colours of a theme as its stylesheets define them, for what is drawn on a canvas; so that a
 * colour has one definition. Needs no running toolkit.
 */
public final class Palette {
  private static final Pattern DEFINITION =
      Pattern.compile("(-[a-z][a-z0-9-]*)\\s*:\\s*([^;{}]+);");
  private static final Map<Theme, Palette> PALETTES = read();

  /** How many colours there are for curves. */
  public static final int SERIES = 12;

  /** How many colours there are for entity types. */
  public static final int ENTITIES = 8;

  private final Theme theme;
  private final Map<String, String> definitions;

  private Palette(Theme theme, Map<String, String> definitions) {
    this.theme = theme;
    this.definitions = Map.copyOf(definitions);
  }

  /** The colours of a theme. */
  public static Palette of(Theme theme) {
    return PALETTES.get(theme);
  }

  public Theme theme() {
    return theme;
  }

  /**
   * A colour by its name in the stylesheets.
   *
   * @param name such as {@code -color-fg-muted}
   * @throws IllegalArgumentException if the theme defines no such colour
   */
  public Color colour(String name) {
    var value = definitions.get(name);
    if (value == null) {
      throw new IllegalArgumentException(theme + " defines no " + name);
    }
    return value.startsWith("-") ? colour(value) : Color.web(value);
  }

  /** The names of all colours that the theme defines. */
  public List<String> names() {
    return definitions.keySet().stream().sorted().toList();
  }

  public Color background() {
    return colour("-color-bg-default");
  }

  public Color foreground() {
    return colour("-color-fg-default");
  }

  public Color muted() {
    return colour("-color-fg-muted");
  }

  public Color border() {
    return colour("-color-border-muted");
  }

  /** A part of a model, as in the recipe's bar of parameters. */
  public Color component(Component component) {
    return series(
        switch (component) {
          case WORD_EMBEDDINGS -> 0;
          case POSITIONS_AND_SEGMENTS -> 5;
          case ATTENTION -> 1;
          case FEED_FORWARD -> 2;
          case LAYER_NORMS -> 3;
          case CLASSIFIER -> 4;
        });
  }

  /** The colour of the n-th curve; they repeat after {@link #SERIES}. */
  public Color series(int index) {
    return colour("-series-" + Math.floorMod(index, SERIES));
  }

  /** Whether the n-th curve has the colour of an earlier one, and must differ by more than that. */
  public static boolean isSecond(int index) {
    return Math.floorMod(index, 2 * SERIES) >= SERIES;
  }

  /** The colour behind entities of the n-th type; they repeat after {@link #ENTITIES}. */
  public Color entityBackground(int index) {
    return colour("-entity-" + Math.floorMod(index, ENTITIES) + "-bg");
  }

  /** The colour of the text of entities of the n-th type. */
  public Color entityForeground(int index) {
    return colour("-entity-" + Math.floorMod(index, ENTITIES) + "-fg");
  }

  private static Map<Theme, Palette> read() {
    var palettes = new EnumMap<Theme, Palette>(Theme.class);
    for (var theme : Theme.values()) {
      var sheets = new ArrayList<String>();
      sheets.add(theme.userAgentStylesheet());
      sheets.add(theme.stylesheets().getFirst());
      var definitions = new HashMap<String, String>();
      sheets.forEach(sheet -> collect(sheet, definitions));
      palettes.put(theme, new Palette(theme, definitions));
    }
    return palettes;
  }

  /** The first block of a sheet is {@code .root}: the definitions of its colours. */
  private static void collect(String sheet, Map<String, String> definitions) {
    var text = text(sheet);
    var root = text.substring(0, text.indexOf('}'));
    var matcher = DEFINITION.matcher(root);
    while (matcher.find()) {
      var value = matcher.group(2).strip();
      if (value.startsWith("#") || value.startsWith("rgb") || value.startsWith("-")) {
        definitions.put(matcher.group(1), value);
      }
    }
  }

  private static String text(String sheet) {
    try (var in =
        sheet.contains(":")
            ? URI.create(sheet).toURL().openStream()
            : Palette.class.getResourceAsStream(sheet)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
