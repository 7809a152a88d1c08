package bonsai.run;

import bonsai.base.Setting;
import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.compress.EmbeddingFactorisation;
import bonsai.compress.EmbeddingFactorisation.Init;
import bonsai.compress.EmbeddingFactorisation.Size;
import bonsai.compress.LayerFactorisation;
import bonsai.compress.LayerSelection;
import bonsai.compress.LayerSharing;
import bonsai.compress.MatrixSelection;
import bonsai.compress.Removal;
import bonsai.compress.Transform;
import bonsai.compress.Transform.Plan;
import bonsai.compress.WeightPruning;
import bonsai.model.BertConfig;
import bonsai.ner.Augmentation;
import bonsai.ner.Unlabelled;
import bonsai.torch.Network.Gated;
import bonsai.train.Distillation;
import bonsai.train.GateTraining;
import bonsai.train.HiddenLoss;
import bonsai.train.OutputLoss;
import bonsai.train.TeacherCaching;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One stage of a run: what it does to the model it is given, and how it then trains it. The field
 * {@code technique} tells.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "technique")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Technique.FineTune.class, name = "fine-tune"),
  @JsonSubTypes.Type(value = Technique.FactoriseEmbeddings.class, name = "factorise-embeddings"),
  @JsonSubTypes.Type(value = Technique.KeepLayers.class, name = "keep-layers"),
  @JsonSubTypes.Type(value = Technique.ShareLayers.class, name = "share-layers"),
  @JsonSubTypes.Type(value = Technique.FactoriseLayers.class, name = "factorise-layers"),
  @JsonSubTypes.Type(value = Technique.RemoveHeads.class, name = "remove-heads"),
  @JsonSubTypes.Type(value = Technique.RemoveUnits.class, name = "remove-units"),
  @JsonSubTypes.Type(value = Technique.PruneWeights.class, name = "prune-weights"),
  @JsonSubTypes.Type(value = Technique.Distil.class, name = "distil")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface Technique {
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

  /** Trains all weights on the corpus's tags. */
  record FineTune(Training training) implements Technique {
    @Override
    public Optional<Training> trains() {
      return Optional.of(training);
    }
  }

  /** Replaces the word embeddings by the product of two smaller matrices. */
  record FactoriseEmbeddings(
      @Setting(
              label = "Rank",
              help = "Columns of the smaller table; 64 to 128 keep nearly all of the F1.",
              unit = "columns",
              initial = "128",
              min = 1,
              max = 8192)
          int rank,
      @Setting(
              label = "At most",
              help = "In place of the rank: the most parameters of table and projection together.",
              unit = "parameters",
              min = 1)
          OptionalLong parameters,
      @Setting(
              label = "Energy",
              help = "In place of the rank: the share of the squared singular values that is kept.",
              min = 0.01,
              max = 1)
          OptionalDouble energy,
      @Setting(
              label = "Begin with",
              help =
                  "weighted-svd keeps what the table knows of the pieces that are met most; svd treats"
                      + " all alike; random begins anew.",
              initial = "\"weighted-svd\"")
          Init init,
      Optional<Training> training)
      implements Technique {
    public FactoriseEmbeddings {
      if (parameters.isPresent() && energy.isPresent()) {
        throw new UserException("energy and parameters cannot both be given: leave one out.");
      }
    }

    @Override
    public Transform transform() {
      var size =
          parameters.isPresent()
              ? new Size.AtMost(parameters.getAsLong())
              : energy.isPresent() ? new Size.Energy(energy.getAsDouble()) : new Size.Rank(rank);
      return new EmbeddingFactorisation(size, init);
    }

    @Override
    public Optional<Training> trains() {
      return training;
    }
  }

  /** Trains on what the run's teacher says of the training split, and of text without tags. */
  record Distil(
      OutputLoss output,
      Optional<HiddenLoss> hidden,
      Optional<Augmentation> augmentation,
      Optional<Unlabelled> unlabelled,
      TeacherCaching cache,
      Training training)
      implements Technique {
    @Override
    public Distil resolvedAgainst(Path folder) {
      return new Distil(
          output,
          hidden,
          augmentation,
          unlabelled.map(text -> text.resolvedAgainst(folder)),
          cache,
          training);
    }

    @Override
    public Optional<Distillation.Settings> learns() {
      return Optional.of(new Distillation.Settings(output, hidden, cache));
    }

    @Override
    public long sentencesPerEpoch(long labelled) {
      var extended = labelled * (1 + augmentation.map(Augmentation::copies).orElse(0));
      return extended + unlabelled.map(text -> Math.round(extended * text.proportion())).orElse(0L);
    }

    @Override
    public Optional<Training> trains() {
      return Optional.of(training);
    }
  }

  /** Keeps some of the layers and drops the others. */
  record KeepLayers(
      @Setting(
              label = "Layers",
              help = "Numbers of the layers that stay, from 0 at the input.",
              initial = "[1, 3, 5, 7, 9, 11]",
              min = 0)
          List<Integer> layers,
      Optional<Training> training)
      implements Technique {
    public KeepLayers {
      layers = new LayerSelection(layers).layers();
    }

    @Override
    public Transform transform() {
      return new LayerSelection(layers);
    }

    @Override
    public Optional<Training> trains() {
      return training;
    }
  }

  /** Lets layers that follow one another use one set of weights. */
  record ShareLayers(
      @Setting(
              label = "Groups",
              help = "Sets of weights that are kept; layers in a row share one.",
              unit = "groups",
              initial = "2",
              min = 1,
              max = 1000)
          int groups,
      @Setting(
              label = "Share",
              help = "Everything, or one part: sharing the feed-forward costs the most F1.",
              initial = "\"all\"")
          LayerSharing.Part share,
      @Setting(
              label = "Begin with",
              help =
                  "The group's first layer, the mean of its layers, or the layer closest to the mean.",
              initial = "\"closest\"")
          LayerSharing.Init init,
      @Setting(
              label = "Own LayerNorms",
              help = "Let each layer keep its LayerNorms, which are few parameters.",
              initial = "true")
          boolean ownLayerNorms,
      @Setting(
              label = "Correction rank",
              help = "Rank of what each layer adds to the matrices it shares; 0 adds nothing.",
              initial = "0",
              min = 0,
              max = 8192)
          int correctionRank,
      Optional<Training> training)
      implements Technique {
    @Override
    public Transform transform() {
      return new LayerSharing(groups, share, init, ownLayerNorms, correctionRank);
    }

    @Override
    public Optional<Training> trains() {
      return training;
    }
  }

  /** Replaces matrices of the layers by products of two of a lower rank. */
  record FactoriseLayers(
      @Setting(
              label = "Rank",
              help = "Of every chosen matrix; one whose rank would save nothing stays whole.",
              initial = "189",
              min = 1,
              max = 8192)
          int rank,
      @Setting(
              label = "At most",
              help =
                  "In place of the rank: the most parameters of the whole model; each matrix then gets"
                      + " the rank that saves the most error.",
              unit = "parameters",
              min = 1)
          OptionalLong parameters,
      @Setting(
              label = "Matrices",
              help =
                  "all, attention, feed-forward, or parts of names such as query, layer.3 or"
                      + " layer.*.output.dense.",
              initial = "[\"all\"]")
          List<String> matrices,
      @Setting(
              label = "Method",
              help =
                  "plain keeps the weights as near as can be, whitened what they put out for sentences"
                      + " of the training split.",
              initial = "\"whitened\"")
          Method method,
      @Setting(
              label = "Calibration",
              help = "Sentences that whitened measures on; the seed draws them.",
              unit = "sentences",
              initial = "256",
              min = 1,
              max = 100_000)
          int calibration,
      Optional<Training> training)
      implements Technique {
    /** What a cut matrix is to be near to. */
    public enum Method {
      PLAIN,
      WHITENED;

      /** The name in a spec. */
      @JsonValue
      public String label() {
        return Settings.label(this);
      }
    }

    public FactoriseLayers {
      matrices = new MatrixSelection(matrices).names();
    }

    @Override
    public Transform transform() {
      return new LayerFactorisation(
          new MatrixSelection(matrices),
          parameters.isPresent()
              ? new LayerFactorisation.Size.Budget(parameters.getAsLong())
              : new LayerFactorisation.Size.Rank(rank),
          switch (method) {
            case PLAIN -> new LayerFactorisation.Method.Plain();
            case WHITENED -> new LayerFactorisation.Method.Whitened(calibration);
          });
    }

    @Override
    public Optional<Training> trains() {
      return training;
    }
  }

  /** Takes out the attention heads whose gates learn to close. */
  record RemoveHeads(
      @Setting(
              label = "λ",
              help = "What each open head adds to the loss; the more, the more heads close.",
              initial = "0.0015",
              min = 0,
              max = 100)
          double lambda,
      @Setting(
              label = "Keep",
              help = "In place of λ: the heads that stay in the whole model.",
              unit = "heads",
              min = 0)
          OptionalLong keep,
      @Setting(
              label = "Share",
              help = "In place of λ: the share of the heads that stays.",
              min = 0,
              max = 1)
          OptionalDouble share,
      @Setting(
              label = "At most",
              help =
                  "In place of λ: the most parameters of the whole model; as many heads stay as that"
                      + " allows.",
              unit = "parameters",
              min = 1)
          OptionalLong parameters,
      @Setting(
              label = "Gates of",
              help =
                  "Where layers share their weights: one set for each group of them, or one for each"
                      + " application, so that heads go which none of them needs.",
              initial = "\"group\"")
          Each each,
      GateTraining gates,
      Optional<Distillation.Settings> distil,
      Training training)
      implements Technique {
    /** What has a set of gates of its own. */
    public enum Each {
      GROUP,
      APPLICATION;

      /** The name in a spec. */
      @JsonValue
      public String label() {
        return Settings.label(this);
      }
    }

    public RemoveHeads {
      requireLastState(training);
      goal(lambda, keep, share, parameters);
    }

    @Override
    public Optional<GatedRemoval> removes() {
      var goal = goal(lambda, keep, share, parameters);
      var part =
          switch (each) {
            case GROUP -> Gated.HEADS;
            case APPLICATION -> Gated.APPLIED_HEADS;
          };
      return Optional.of(new GatedRemoval(new Removal(part, 1, goal), gates));
    }

    @Override
    public Optional<Distillation.Settings> learns() {
      return distil;
    }

    @Override
    public Optional<Training> trains() {
      return Optional.of(training);
    }
  }

  /** Takes out the groups of feed-forward units whose gates learn to close. */
  record RemoveUnits(
      @Setting(
              label = "λ",
              help = "What each open group of units adds to the loss; the more, the more close.",
              initial = "0.0003",
              min = 0,
              max = 100)
          double lambda,
      @Setting(
              label = "Keep",
              help = "In place of λ: the groups of units that stay in the whole model.",
              unit = "groups",
              min = 0)
          OptionalLong keep,
      @Setting(
              label = "Share",
              help = "In place of λ: the share of the groups that stays.",
              min = 0,
              max = 1)
          OptionalDouble share,
      @Setting(
              label = "At most",
              help =
                  "In place of λ: the most parameters of the whole model; as many groups stay as that"
                      + " allows.",
              unit = "parameters",
              min = 1)
          OptionalLong parameters,
      @Setting(
              label = "Group",
              help = "Units that have a gate together.",
              unit = "units",
              initial = "64",
              min = 4,
              max = 65536)
          int group,
      GateTraining gates,
      Optional<Distillation.Settings> distil,
      Training training)
      implements Technique {
    public RemoveUnits {
      requireLastState(training);
      goal(lambda, keep, share, parameters);
    }

    @Override
    public Optional<GatedRemoval> removes() {
      var goal = goal(lambda, keep, share, parameters);
      return Optional.of(new GatedRemoval(new Removal(Gated.UNITS, group, goal), gates));
    }

    @Override
    public Optional<Distillation.Settings> learns() {
      return distil;
    }

    @Override
    public Optional<Training> trains() {
      return Optional.of(training);
    }
  }

  /** Before as many gates are closed as shall be, the best F1 says nothing. */
  private static void requireLastState(Training training) {
    if (training.patience() != 0) {
      throw new UserException(
          "training.patience must be 0 where gates are trained: the last state counts, not the best.");
    }
  }

  private static Removal.Goal goal(
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

  /** Sets weights of the layers' matrices to 0; training keeps them there. */
  record PruneWeights(
      @Setting(
              label = "Method",
              help =
                  "sparsegpt chooses by what the matrix puts out and lets the other weights make up for"
                      + " it; magnitude takes the weights nearest to 0.",
              initial = "\"sparsegpt\"")
          Method method,
      @Setting(
              label = "Sparsity",
              help = "The share of the weights that become 0; two-of-four always takes half.",
              initial = "0.5",
              min = 0.01,
              max = 0.99)
          double sparsity,
      @Setting(
              label = "Pattern",
              help =
                  "unstructured takes weights anywhere; two-of-four, also called 2:4, two of every four"
                      + " inputs in a row, which some GPUs compute faster.",
              initial = "\"unstructured\"")
          Pattern pattern,
      @Setting(
              label = "Allocation",
              help =
                  "per-matrix gives every matrix the same sparsity, global more to those where it"
                      + " costs less.",
              initial = "\"per-matrix\"")
          Allocation allocation,
      @Setting(
              label = "Matrices",
              help =
                  "all, attention, feed-forward, or parts of names such as query, layer.3 or"
                      + " layer.*.output.dense.",
              initial = "[\"all\"]")
          List<String> matrices,
      @Setting(
              label = "Calibration",
              help = "Sentences that sparsegpt measures on; the seed draws them.",
              unit = "sentences",
              initial = "1024",
              min = 1,
              max = 100_000)
          int calibration,
      @Setting(
              label = "Block",
              help = "Columns whose weights sparsegpt chooses from together.",
              unit = "columns",
              initial = "128",
              min = 1,
              max = 8192)
          int block,
      @Setting(
              label = "Damping",
              help =
                  "Share of the mean that sparsegpt adds to the diagonal of its moments; more where"
                      + " there are few sentences.",
              initial = "0.01",
              min = 1e-6,
              max = 1)
          double damping,
      Optional<Training> training)
      implements Technique {
    /** Which weights go. */
    public enum Method {
      SPARSEGPT,
      MAGNITUDE;

      /** The name in a spec. */
      @JsonValue
      public String label() {
        return Settings.label(this);
      }
    }

    /** Where they go from. */
    public enum Pattern {
      UNSTRUCTURED,
      TWO_OF_FOUR;

      /** The name in a spec. */
      @JsonValue
      public String label() {
        return Settings.label(this);
      }
    }

    /** How the zeros are shared out. */
    public enum Allocation {
      PER_MATRIX,
      GLOBAL;

      /** The name in a spec. */
      @JsonValue
      public String label() {
        return Settings.label(this);
      }
    }

    public PruneWeights {
      matrices = new MatrixSelection(matrices).names();
      if (pattern == Pattern.TWO_OF_FOUR) {
        if (sparsity != 0.5 || allocation == Allocation.GLOBAL) {
          throw new UserException(
              "The pattern two-of-four takes half of every matrix: leave sparsity at 0.5 and"
                  + " allocation at per-matrix.");
        }
        if (block % 4 != 0) {
          throw new UserException("block must be a multiple of 4 for two-of-four.");
        }
      }
    }

    @Override
    public Transform transform() {
      return new WeightPruning(
          new MatrixSelection(matrices),
          switch (pattern) {
            case TWO_OF_FOUR -> new WeightPruning.Pattern.TwoOfFour();
            case UNSTRUCTURED ->
                switch (allocation) {
                  case PER_MATRIX -> new WeightPruning.Pattern.Each(sparsity);
                  case GLOBAL -> new WeightPruning.Pattern.Together(sparsity);
                };
          },
          switch (method) {
            case MAGNITUDE -> new WeightPruning.Method.Magnitude();
            case SPARSEGPT -> new WeightPruning.Method.SparseGpt(calibration, block, damping);
          });
    }

    @Override
    public Optional<Training> trains() {
      return training;
    }
  }
}
