package bonsai.app.runs;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/**
 * Gives colours to the runs that are drawn. Each keeps its own as long as it is drawn; one that
 * comes back has the colour it had, if no other has taken it.
 */
final class RunColours {
  private final Map<String, Integer> last = new HashMap<>();

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
        var colour = last.getOrDefault(item.id(), 0);
        if (taken.contains(colour)) {
          colour = 0;
          while (taken.contains(colour)) {
            colour++;
          }
        }
        taken.add(colour);
        last.put(item.id(), colour);
        item.colour(colour);
      }
    }
  }
}
