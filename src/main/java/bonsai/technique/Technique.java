package bonsai.technique;

import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.compress.Removal;
import bonsai.compress.Transform;
import bonsai.compress.Transform.Plan;
import bonsai.model.BertConfig;
import bonsai.train.Distillation;
import bonsai.train.GateTraining;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One stage of a run: what it does to the model it is given, and how it then trains it. The field
 * {@code technique} tells.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FineTune.class, name = "fine-tune"),
  @JsonSubTypes.Type(value = FactoriseEmbeddings.class, name = "factorise-embeddings"),
  @JsonSubTypes.Type(value = KeepLayers.class, name = "keep-layers"),
  @JsonSubTypes.Type(value = ShareLayers.class, name = "share-layers"),
  @JsonSubTypes.Type(value = FactoriseLayers.class, name = "factorise-layers"),
  @JsonSubTypes.Type(value = RemoveHeads.class, name = "remove-heads"),
  @JsonSubTypes.Type(value = RemoveUnits.class, name = "remove-units"),
  @JsonSubTypes.Type(value = PruneWeights.class, name = "prune-weights"),
  @JsonSubTypes.Type(value = Distil.class, name = "distil")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface Technique
    permits FineTune,
        FactoriseEmbeddings,
        KeepLayers,
        ShareLayers,
        FactoriseLayers,
        RemoveHeads,
        RemoveUnits,
        PruneWeights,
        Distil {
  /** The techniques there are, by their names in a spec, in the order they are offered. */
  static Map<String, Class<? extends Record>> types() {
    return Settings.variants(Technique.class);
  }

  /** The name in a spec: {@code fine-tune}. */
  default String label() {
    return types().entrySet().stream()
        .filter(type -> type.getValue() == getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** What it does to the model before any training. */
  default Transform transform() {
    return Transform.none();
  }

  /** What it takes out of the model once that is trained with gates. */
  default Optional<GatedRemoval> removes() {
    return Optional.empty();
  }

  /**
   * What is trained with gates.
   *
   * @param removal what goes where gates close
   * @param training how they are trained
   */
  record GatedRemoval(Removal removal, GateTraining training) {}

  /** What it learns from the run's teacher. */
  default Optional<Distillation.Settings> learns() {
    return Optional.empty();
  }

  /**
   * The shape that it leaves, told from the config alone.
   *
   * @throws UserException if a model of this shape cannot be transformed so
   */
  default Plan plan(BertConfig before) {
    return removes()
        .map(gated -> gated.removal().plan(before))
        .orElseGet(() -> transform().plan(before));
  }

  /** The same with relative paths taken from a folder. */
  default Technique resolvedAgainst(Path folder) {
    return this;
  }

  /** How it trains the model; nothing where it only transforms it. */
  Optional<Training> trains();

  /** The sentences in an epoch, at most, where the training split has so many. */
  default long sentencesPerEpoch(long labelled) {
    return labelled;
  }
}
