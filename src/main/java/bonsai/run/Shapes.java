package bonsai.run;

import bonsai.base.UserException;
import bonsai.compress.Transform.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The shapes that a spec's stages leave, told before anything runs.
 *
 * @param start what the first of these stages begins with
 * @param stages in order, none behind the last; a stage's number of parameters is exact where its
 *     plan and those before it are, else it is the most there can be
 */
record Shapes(Plan start, List<Plan> stages) {
  /**
   * @param first the stage to begin with
   * @param start what is known of the model it starts from
   * @throws UserException naming the stage that cannot be
   */
  static Shapes of(RunSpec spec, int first, Plan start) {
    var plans = new ArrayList<Plan>();
    var before = start;
    for (var i = first; i < spec.stages().size(); i++) {
      before = plan(spec, i, before);
      plans.add(before);
    }
    return new Shapes(start, List.copyOf(plans));
  }

  private static Plan plan(RunSpec spec, int stage, Plan before) {
    var technique = spec.stages().get(stage);
    try {
      return technique.plan(before.config()).behind(before);
    } catch (UserException e) {
      throw new UserException(
          "Stage %d (%s): %s".formatted(stage + 1, technique.label(), e.getMessage()), e);
    }
  }

  private Plan result() {
    return stages.isEmpty() ? start : stages.getLast();
  }

  /**
   * Before anything is trained: a result that is too large is of no use to whoever set a limit.
   *
   * @throws UserException with the number, if the result is certain to be over the spec's limit
   */
  void requireWithinLimit(RunSpec spec) {
    if (spec.limit().isEmpty()) {
      return;
    }
    // What depends on a vocabulary yet to be learnt, or on the weights, may turn out smaller; the
    // worker then decides.
    if (result().leastCount() > spec.limit().getAsLong()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "Stage %d leaves a model of %s%,d parameters, but the limit is %,d.",
              spec.stages().size(),
              result().exact() ? "" : "at least ",
              result().leastCount(),
              spec.limit().getAsLong()));
    }
  }
}
