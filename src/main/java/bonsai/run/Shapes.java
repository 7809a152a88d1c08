package bonsai.run;

import bonsai.base.UserException;
import bonsai.compress.Transform.Plan;
import bonsai.technique.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The shapes that a spec's stages leave, told before anything runs.
 *
 * @param start what the first of these stages begins with
 * @param stages in order, none behind the last; a stage's number of parameters is exact where its
 *     plan and those before it are, else about the most there can be
 */
record Shapes(Plan start, List<Plan> stages) {
  /**
   * @param first the stage to begin with
   * @param start what is known of the model it starts from
   * @throws UserException naming the stage that cannot be
   */
  static Shapes of(RunSpec spec, int first, Plan start) {
    return of(spec.stages(), first, start);
  }

  static Shapes of(List<Technique> recipe, int first, Plan start) {
    var plans = new ArrayList<Plan>();
    var before = start;
    for (var i = first; i < recipe.size(); i++) {
      before = plan(recipe.get(i), i, before);
      plans.add(before);
    }
    return new Shapes(start, List.copyOf(plans));
  }

  private static Plan plan(Technique technique, int stage, Plan before) {
    try {
      var plan = technique.plan(before.config());
      return before.exact()
          ? plan
          : plan.behind(
              before, small(technique, before).map(Plan::smallest).orElse(plan.smallest()));
    } catch (UserException e) {
      // What the largest model does not let be done, the one that the stage will find may: it then
      // decides. Where not even the smallest does, nothing is to be run.
      var small = small(technique, before);
      if (!before.exact() && small.isPresent()) {
        return Plan.between(small.get().smallest(), small.get().config());
      }
      throw new UserException(
          "Stage %d (%s): %s".formatted(stage + 1, technique.label(), e.getMessage()), e);
    }
  }

  /** What becomes of the smallest model, if it can become anything. */
  private static Optional<Plan> small(Technique technique, Plan before) {
    try {
      return Optional.of(technique.plan(before.smallest()));
    } catch (UserException e) {
      return Optional.empty();
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
              result().isCounted() ? "" : "at least ",
              result().leastCount(),
              spec.limit().getAsLong()));
    }
  }
}
