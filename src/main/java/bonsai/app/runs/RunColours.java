package bonsai.app.runs;

import bonsai.app.kit.Palette;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Gives each run a colour when it is first drawn, which it has whenever it is drawn, for as long as
 * the window is open. Only where more runs have been drawn than there are colours, one that meets
 * another of its colour takes a free one meanwhile.
 */
final class RunColours {
  /** Each colour of the palette twice: the second time, lines are dashed. */
  private static final int COLOURS = 2 * Palette.SERIES;

  private final Map<String, Integer> own = new HashMap<>();

  /** Takes the colours of runs that are no longer drawn, and gives some to those that now are. */
  void give(Collection<RunItem> before, Collection<RunItem> now) {
    for (var item : before) {
      if (!now.contains(item)) {
        item.colour(RunItem.NO_COLOUR);
      }
    }
    var taken = new HashSet<Integer>();
    now.forEach(item -> taken.add(item.colour()));
    for (var item : now) {
      if (item.colour() == RunItem.NO_COLOUR) {
        var colour = colour(item.id(), taken);
        taken.add(colour);
        own.putIfAbsent(item.id(), colour);
        item.colour(colour);
      }
    }
  }

  private int colour(String id, Set<Integer> taken) {
    IntPredicate free = colour -> !taken.contains(colour);
    return Optional.ofNullable(own.get(id))
        .filter(free::test)
        .or(() -> first(free.and(colour -> !own.containsValue(colour))))
        .or(() -> first(free))
        .orElse(taken.size() % COLOURS);
  }

  private static Optional<Integer> first(IntPredicate fits) {
    return IntStream.range(0, COLOURS).filter(fits).boxed().findFirst();
  }
}
