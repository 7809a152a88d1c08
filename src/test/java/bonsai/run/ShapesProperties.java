package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.compress.EmbeddingFactorisation;
import bonsai.compress.LayerSharing;
import bonsai.compress.Removal;
import bonsai.compress.Transform.Materials;
import bonsai.compress.Transform.Plan;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.technique.FactoriseEmbeddings;
import bonsai.technique.FactoriseLayers;
import bonsai.technique.FactoriseLayers.Method;
import bonsai.technique.KeepLayers;
import bonsai.technique.PruneWeights;
import bonsai.technique.RemoveHeads;
import bonsai.technique.RemoveUnits;
import bonsai.technique.ShareLayers;
import bonsai.technique.Technique;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.train.GateTraining;
import bonsai.train.Training;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is told of a recipe's models before anything runs, against the models. */
final class ShapesProperties {
  private static final Torch TORCH = Torch.load(Device.CPU);

  @Property(tries = 60)
  void aRecipeLeavesTheParametersThatAreToldBeforehand(
      @ForAll("configs") BertConfig config, @ForAll("recipes") List<Technique> recipe) {
    var model = NerModel.untrained(config, 1);
    for (var technique : recipe) {
      Plan plan;
      try {
        plan = technique.plan(model.config());
      } catch (UserException e) {
        var before = model;
        assertThatThrownBy(() -> carriedOut(technique, before))
            .isInstanceOf(UserException.class)
            .hasMessage(e.getMessage());
        continue;
      }
      model = carriedOut(technique, model);
      assertThat(model.parameterCount()).isEqualTo(Parameters.of(model.config()).count());
      var told = Parameters.of(plan.config()).counts();
      var most = told.values().stream().mapToLong(Long::longValue).sum();
      if (plan.exact()) {
        assertThat(Parameters.of(model.config()).counts()).isEqualTo(told);
        assertThat(model.parameterCount()).isEqualTo(most);
      } else {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(most);
      }
      assertThat(model.parameterCount()).isGreaterThanOrEqualTo(plan.leastCount());
      if (technique instanceof FactoriseLayers layers && layers.parameters().isPresent()) {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(layers.parameters().getAsLong());
      }
      if (technique instanceof RemoveHeads heads && heads.parameters().isPresent()) {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(heads.parameters().getAsLong());
      }
      if (technique instanceof RemoveUnits units && units.parameters().isPresent()) {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(units.parameters().getAsLong());
      }
    }
  }

  @Property(tries = 40)
  void aRecipeThatCanBeCarriedOutIsNotRefusedBeforehand(
      @ForAll("configs") BertConfig config, @ForAll("recipes") List<Technique> recipe) {
    var model = NerModel.untrained(config, 1);
    try {
      for (var technique : recipe) {
        model = carriedOut(technique, model);
      }
    } catch (UserException e) {
      Assume.that(false);
    }
    var told = Shapes.of(recipe, 0, Plan.exactly(config)).stages();
    var least = told.isEmpty() ? 0 : told.getLast().leastCount();
    assertThat(model.parameterCount()).isGreaterThanOrEqualTo(least);
  }

  private static NerModel carriedOut(Technique technique, NerModel model) {
    return technique
        .removes()
        .map(gated -> withoutSome(gated.removal(), model))
        .orElseGet(() -> technique.transform().apply(model, materials(model.config())));
  }

  /** As after a training: so many gates are open, if that is known, and nobody knows which. */
  private static NerModel withoutSome(Removal removal, NerModel model) {
    var random = new Random(model.parameterCount());
    var sets = removal.gates(model.config());
    var all = sets.stream().mapToInt(Integer::intValue).sum();
    var keep = removal.keep(model.config()).orElse(random.nextInt(all + 1));
    var gates =
        new ArrayList<>(
            IntStream.range(0, all).mapToObj(i -> new Removal.Gate(i < keep, 0.5)).toList());
    Collections.shuffle(gates, random);
    var bySet = new ArrayList<List<Removal.Gate>>();
    var next = 0;
    for (var size : sets) {
      bySet.add(List.copyOf(gates.subList(next, next + size)));
      next += size;
    }
    return removal.apply(model, bySet);
  }

  private static Materials materials(BertConfig config) {
    var random = new Random(1);
    var sentences =
        IntStream.range(0, 5)
            .mapToObj(
                i -> {
                  var ids = random.ints(2 + i, 0, config.vocabSize()).toArray();
                  return new EncodedSentence(
                      i, ids, new int[ids.length], new int[ids.length], 0, 0);
                })
            .toList();
    return new Materials(TORCH, Precision.FLOAT32, 1, () -> sentences, () -> Optional.empty());
  }

  @Provide
  Arbitrary<BertConfig> configs() {
    var labels = Labels.ofTypes(List.of("PER", "LOC"));
    return Combinators.combine(
            Arbitraries.integers().between(5, 40),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 20))
        .as(
            (vocabulary, heads, headSize, layers, inner) ->
                BertConfig.of(vocabulary, heads * headSize, layers, heads, inner, labels)
                    .withMaxPositionEmbeddings(8));
  }

  @Provide
  Arbitrary<List<Technique>> recipes() {
    return Combinators.combine(
            embeddings().optional(0.5),
            kept().optional(0.5),
            shared().optional(0.5),
            factorised().list().ofMaxSize(2),
            pruned().optional(0.5),
            removed().list().ofMaxSize(2),
            Arbitraries.integers().between(0, 5))
        .as(
            (embeddings, kept, shared, factorised, pruned, removed, place) -> {
              var recipe = new ArrayList<Technique>();
              embeddings.ifPresent(recipe::add);
              kept.ifPresent(recipe::add);
              shared.ifPresent(recipe::add);
              recipe.addAll(factorised);
              pruned.ifPresent(stage -> recipe.add(Math.min(place, recipe.size()), stage));
              removed.forEach(stage -> recipe.add(Math.min(place, recipe.size()), stage));
              return recipe;
            });
  }

  private static Arbitrary<Technique> embeddings() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 8),
            Arbitraries.longs().between(10, 500).optional(0.3),
            Arbitraries.doubles().between(0.1, 1).optional(0.3),
            Arbitraries.of(EmbeddingFactorisation.Init.class))
        .as(
            (rank, parameters, energy, init) ->
                new FactoriseEmbeddings(
                    rank,
                    parameters.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    parameters.isPresent()
                        ? OptionalDouble.empty()
                        : energy.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                    init,
                    Optional.empty()));
  }

  private static Arbitrary<Technique> kept() {
    return Arbitraries.integers()
        .between(0, 3)
        .set()
        .ofMinSize(1)
        .map(layers -> new KeepLayers(layers.stream().sorted().toList(), Optional.empty()));
  }

  private static Arbitrary<Technique> shared() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(LayerSharing.Part.class),
            Arbitraries.of(LayerSharing.Init.class),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3))
        .as(
            (groups, part, init, norms, rank) ->
                new ShareLayers(groups, part, init, norms, rank, Optional.empty()));
  }

  private static Arbitrary<Technique> factorised() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 10),
            Arbitraries.longs().between(100, 5000).optional(0.5),
            Arbitraries.of("all", "attention", "feed-forward", "query", "layer.0"),
            Arbitraries.of(Method.class))
        .as(
            (rank, parameters, matrices, method) ->
                new FactoriseLayers(
                    rank,
                    parameters.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    List.of(matrices),
                    method,
                    4,
                    Optional.empty()));
  }

  private static Arbitrary<Technique> removed() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs().between(0, 8),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.longs().between(500, 5000),
            Arbitraries.of(RemoveHeads.Each.class))
        .as(
            (heads, goal, keep, share, parameters, each) -> {
              var number = goal == 0 ? OptionalLong.of(keep) : OptionalLong.empty();
              var part = goal == 1 ? OptionalDouble.of(share) : OptionalDouble.empty();
              var most = goal == 2 ? OptionalLong.of(parameters) : OptionalLong.empty();
              var gates = Settings.initial(GateTraining.class);
              var training = Settings.initial(Training.class);
              return heads
                  ? new RemoveHeads(
                      0.1, number, part, most, each, gates, Optional.empty(), training)
                  : new RemoveUnits(0.1, number, part, most, 4, gates, Optional.empty(), training);
            });
  }

  private static Arbitrary<Technique> pruned() {
    return Combinators.combine(
            Arbitraries.doubles().between(0.01, 0.99),
            Arbitraries.of(PruneWeights.Pattern.class),
            Arbitraries.of(PruneWeights.Allocation.class),
            Arbitraries.of("all", "attention", "feed-forward", "query", "layer.0"),
            Arbitraries.of(PruneWeights.Method.class))
        .as(
            (sparsity, pattern, allocation, matrices, method) -> {
              var anywhere = pattern == PruneWeights.Pattern.UNSTRUCTURED;
              return new PruneWeights(
                  method,
                  anywhere ? sparsity : 0.5,
                  pattern,
                  anywhere ? allocation : PruneWeights.Allocation.PER_MATRIX,
                  List.of(matrices),
                  4,
                  8,
                  0.01,
                  Optional.empty());
            });
  }
}
