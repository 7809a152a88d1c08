package bonsai.app.kit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The entity types of a corpus or a model, each with its colour: one of {@link Palette#ENTITIES}.
 * PER, LOC, ORG and MISC have the same colours everywhere; the others have those that are left, in
 * the order of their names, so that the same types always look the same.
 */
public final class EntityTypes {
  private static final Map<String, Integer> USUAL = Map.of("PER", 0, "LOC", 1, "ORG", 2, "MISC", 3);

  private final Map<String, Integer> colours = new TreeMap<>();

  private EntityTypes(Collection<String> types) {
    var others = new TreeSet<>(types);
    var free = new ArrayDeque<>(List.of(4, 5, 6, 7, 3, 2, 1, 0));
    USUAL.forEach(
        (type, colour) -> {
          if (others.remove(type)) {
            colours.put(type, colour);
            free.remove(colour);
          }
        });
    for (var type : others) {
      var colour = free.removeFirst();
      colours.put(type, colour);
      free.addLast(colour);
    }
  }

  /** The types by their names: {@code PER}, {@code LOC}, …. */
  public static EntityTypes of(Collection<String> types) {
    return new EntityTypes(types);
  }

  /** The types of tags such as {@code B-PER}; {@code O} has none. */
  public static EntityTypes ofTags(Collection<String> tags) {
    return new EntityTypes(
        tags.stream().filter(tag -> tag.length() > 2).map(tag -> tag.substring(2)).toList());
  }

  /** The names of the types, sorted. */
  public Set<String> names() {
    return colours.keySet();
  }

  /** The colour's index, for {@link Palette}; a type that is not among these has the grey one. */
  public int colour(String type) {
    return colours.getOrDefault(type, Palette.ENTITIES - 1);
  }

  /** The style class that gives a node the type's colours: {@code entity-0}, …. */
  public String styleClass(String type) {
    return "entity-" + colour(type);
  }
}
