package bonsai.technique;

import bonsai.base.UserException;
import bonsai.compress.Removal;
import bonsai.train.Training;
import java.util.LinkedHashMap;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How many gates stay open, as forms and specs say it. */
final class GatedGoal {
  private GatedGoal() {}

  /** Before as many gates are closed as shall be, the best F1 says nothing. */
  static void requireLastState(Training training) {
    if (training.patience() != 0) {
      throw new UserException(
          "training.patience must be 0 where gates are trained: the last state counts, not the best.");
    }
  }

  static Removal.Goal of(
      double lambda, OptionalLong keep, OptionalDouble share, OptionalLong parameters) {
    var goals = new LinkedHashMap<String, Removal.Goal>();
    keep.ifPresent(number -> goals.put("keep", new Removal.Goal.Keep(number)));
    share.ifPresent(of -> goals.put("share", new Removal.Goal.Share(of)));
    parameters.ifPresent(most -> goals.put("parameters", new Removal.Goal.Budget(most)));
    if (goals.size() > 1) {
      throw new UserException(
          String.join(" and ", goals.keySet())
              + " cannot be given together: leave one, which then replaces lambda.");
    }
    return goals.isEmpty() ? new Removal.Goal.Price(lambda) : goals.values().iterator().next();
  }
}
