package bonsai.compress;

import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSentence;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a technique does to a model before anything is trained: a function to another model. */
public interface Transform {
  /** Leaves a model as it is. */
  static Transform none() {
    return new Transform() {
      @Override
      public Plan plan(BertConfig before) {
        return Plan.exactly(before);
      }

      @Override
      public NerModel apply(NerModel model, Materials materials) {
        return model;
      }
    };
  }

  /**
   * The shape of the result, told from the config alone.
   *
   * @throws bonsai.base.UserException if a model of this shape cannot be transformed so
   */
  Plan plan(BertConfig before);

  /**
   * The transformed model; the same model and materials give the same one.
   *
   * @throws bonsai.base.UserException as {@link #plan}
   */
  NerModel apply(NerModel model, Materials materials);

  /**
   * What is known of a result beforehand.
   *
   * @param config of the shapes that it can have, one with the most parameters
   * @param smallest of the shapes that it can have, one with the fewest
   * @param exact whether the result has just this shape; else it depends on the weights
   * @param least the fewest parameters it can have, by component
   */
  record Plan(BertConfig config, BertConfig smallest, boolean exact, Map<Component, Long> least) {
    public Plan {
      least = Map.copyOf(least);
    }

    /** The result has just this shape. */
    public static Plan exactly(BertConfig config) {
      return new Plan(config, config, true, Parameters.of(config).counts());
    }

    /** The weights decide. */
    public static Plan between(BertConfig least, BertConfig most) {
      return new Plan(most, least, false, Parameters.of(least).counts());
    }

    /** Whether the number of its parameters is known, as it may be where the shape is not. */
    public boolean isCounted() {
      return leastCount() == Parameters.of(config).count();
    }

    /** The fewest parameters it can have. */
    public long leastCount() {
      return least.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The same shape where some of what came before may have been smaller, too.
     *
     * @param smallest what it then is at its smallest
     */
    public Plan behind(Plan before, BertConfig smallest) {
      var now = new EnumMap<>(least);
      Parameters.of(before.config)
          .counts()
          .forEach(
              (component, most) ->
                  now.merge(
                      component, before.least.get(component) - most, (a, b) -> Math.max(0, a + b)));
      return new Plan(config, smallest, exact && before.exact, now);
    }
  }

  /**
   * What transforms may draw on.
   *
   * @param seed decides every random draw
   * @param calibration sentences of the training split to measure activations on
   * @param teacher the run's teacher, if it has one
   * @param listener is told of each matrix as soon as it is done
   */
  record Materials(
      Torch torch,
      Precision precision,
      long seed,
      Supplier<List<EncodedSentence>> calibration,
      Supplier<Optional<NerModel>> teacher,
      Consumer<CompressionEvent> listener) {
    /** Where nobody listens. */
    public Materials(
        Torch torch,
        Precision precision,
        long seed,
        Supplier<List<EncodedSentence>> calibration,
        Supplier<Optional<NerModel>> teacher) {
      this(torch, precision, seed, calibration, teacher, event -> {});
    }
  }
}
