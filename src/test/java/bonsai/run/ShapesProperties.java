package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.compress.EmbeddingFactorisation;
import bonsai.compress.LayerSharing;
import bonsai.compress.Transform.Materials;
import bonsai.compress.Transform.Plan;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.run.Technique.FactoriseLayers.Method;
import bonsai.run.Technique.PruneWeights;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
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
      var transform = technique.transform();
      Plan plan;
      try {
        plan = transform.plan(model.config());
      } catch (UserException e) {
        var before = model;
        assertThatThrownBy(() -> transform.apply(before, materials(config)))
            .isInstanceOf(UserException.class)
            .hasMessage(e.getMessage());
        continue;
      }
      model = transform.apply(model, materials(config));
      var told = Parameters.of(plan.config()).counts();
      var most = told.values().stream().mapToLong(Long::longValue).sum();
      if (plan.exact()) {
        assertThat(Parameters.of(model.config()).counts()).isEqualTo(told);
        assertThat(model.parameterCount()).isEqualTo(most);
      } else {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(most);
      }
      if (technique instanceof Technique.FactoriseLayers layers
          && layers.parameters().isPresent()) {
        assertThat(model.parameterCount()).isLessThanOrEqualTo(layers.parameters().getAsLong());
      }
    }
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
            Arbitraries.integers().between(0, 5))
        .as(
            (embeddings, kept, shared, factorised, pruned, place) -> {
              var recipe = new ArrayList<Technique>();
              embeddings.ifPresent(recipe::add);
              kept.ifPresent(recipe::add);
              shared.ifPresent(recipe::add);
              recipe.addAll(factorised);
              pruned.ifPresent(stage -> recipe.add(Math.min(place, recipe.size()), stage));
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
                new Technique.FactoriseEmbeddings(
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
        .map(
            layers ->
                new Technique.KeepLayers(layers.stream().sorted().toList(), Optional.empty()));
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
                new Technique.ShareLayers(groups, part, init, norms, rank, Optional.empty()));
  }

  private static Arbitrary<Technique> factorised() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 10),
            Arbitraries.longs().between(100, 5000).optional(0.5),
            Arbitraries.of("all", "attention", "feed-forward", "query", "layer.0"),
            Arbitraries.of(Method.class))
        .as(
            (rank, parameters, matrices, method) ->
                new Technique.FactoriseLayers(
                    rank,
                    parameters.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    List.of(matrices),
                    method,
                    4,
                    Optional.empty()));
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
