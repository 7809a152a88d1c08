package bonsai.app.runs.weights;

import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.model.BertConfig;
import bonsai.model.Parameter;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameters;
import bonsai.run.RunEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a stage has made of a model's parameters so far.
 *
 * @param look which stage, and which of its doings
 * @param whole whether the parts are all that the model has; else only what the log has told of
 * @param parts of the model: a matrix each, and one for each component of small arrays
 * @param matrices what the stage has done to each, from the input on
 */
record Weights(Look look, boolean whole, List<Part> parts, List<CompressionEvent> matrices) {
  /**
   * A way to look at a run's matrices.
   *
   * @param stage from 0
   * @param ranks whether it is those that were factorised; else those that were pruned
   */
  record Look(int stage, boolean ranks) {
    static Look of(RunEvent.Compressed told) {
      return new Look(told.stage(), told.compression() instanceof Factorised);
    }
  }

  /**
   * A matrix with its factors and bias, or the small arrays of a component together.
   *
   * @param name of the matrix; the component's for small arrays
   */
  record Part(Component component, String name, long parameters, long zeros) {
    double share() {
      return parameters == 0 ? 0 : (double) zeros / parameters;
    }

    String words() {
      return name.equals(component.label()) ? name : MatrixName.of(name).words();
    }
  }

  /**
   * Matrices in a table.
   *
   * @param rows a layer each, from the input on
   * @param columns a kind of matrix each
   * @param places row and column of each of the matrices
   */
  record Table(List<String> rows, List<String> columns, List<Place> places) {}

  /** A cell of a table. */
  record Place(int row, int column) {}

  Weights {
    parts = List.copyOf(parts);
    matrices = List.copyOf(matrices);
  }

  /**
   * @param told of all stages, the last word on each matrix
   * @param shape of the model that the stage leaves, if it is known
   */
  static Weights of(Look look, List<RunEvent.Compressed> told, Optional<BertConfig> shape) {
    var until = told.stream().filter(each -> each.stage() <= look.stage()).toList();
    var matrices =
        until.stream()
            .filter(each -> Look.of(each).equals(look))
            .map(RunEvent.Compressed::compression)
            .sorted(Comparator.comparing(each -> MatrixName.of(each.name()), MatrixName.ORDER))
            .toList();
    var parts =
        shape
            .map(config -> parts(withToldRanks(config, until), until))
            .orElseGet(() -> told(until));
    return new Weights(look, shape.isPresent(), parts, matrices);
  }

  /** A plan does not know the ranks that depend on the weights. */
  private static BertConfig withToldRanks(BertConfig config, List<RunEvent.Compressed> told) {
    var how = config.architecture();
    var ranks = new HashMap<>(how.ranks());
    for (var each : told) {
      if (each.compression() instanceof Factorised cut && ranks.containsKey(cut.name())) {
        ranks.put(cut.name(), cut.rank());
      }
    }
    return config.withArchitecture(how.withRanks(ranks));
  }

  private static List<Part> parts(BertConfig config, List<RunEvent.Compressed> told) {
    var zeros = zeros(told);
    var parts = new LinkedHashMap<String, Part>();
    for (var parameter : Parameters.of(config).list()) {
      var stored = parameter.name().replaceFirst("\\.(weight|bias)$", "");
      var isWeight = parameter.name().endsWith(".weight");
      add(
          parts,
          new Part(
              parameter.component(),
              part(parameter, stored),
              parameter.size(),
              // Heads and units may have been removed since, and zeros with them.
              isWeight ? Math.min(zeros.getOrDefault(stored, 0L), parameter.size()) : 0));
    }
    return List.copyOf(parts.values());
  }

  private static Map<String, Long> zeros(List<RunEvent.Compressed> told) {
    var zeros = new HashMap<String, Long>();
    for (var each : told) {
      if (each.compression() instanceof Pruned pruned) {
        zeros.put(pruned.name(), pruned.zeros());
      }
    }
    return zeros;
  }

  private static String part(Parameter parameter, String stored) {
    return switch (parameter.component()) {
      case ATTENTION, FEED_FORWARD -> MatrixName.whole(stored);
      case WORD_EMBEDDINGS, POSITIONS_AND_SEGMENTS, LAYER_NORMS, CLASSIFIER ->
          parameter.component().label();
    };
  }

  private static void add(Map<String, Part> parts, Part part) {
    parts.merge(
        part.name(),
        part,
        (a, b) ->
            new Part(
                a.component(), a.name(), a.parameters() + b.parameters(), a.zeros() + b.zeros()));
  }

  /** Where only the log is known. */
  private static List<Part> told(List<RunEvent.Compressed> told) {
    var parts = new LinkedHashMap<String, Part>();
    for (var each : told) {
      var event = each.compression();
      add(parts, new Part(component(event.name()), partOf(event), parameters(event), zeros(event)));
    }
    return List.copyOf(parts.values());
  }

  private static Component component(String name) {
    return !name.startsWith(Parameters.LAYERS)
        ? Component.WORD_EMBEDDINGS
        : name.contains(".attention.") ? Component.ATTENTION : Component.FEED_FORWARD;
  }

  private static String partOf(CompressionEvent event) {
    return event.name().startsWith(Parameters.LAYERS)
        ? MatrixName.whole(event.name())
        : Component.WORD_EMBEDDINGS.label();
  }

  /** How many parameters are left of what an event is about. */
  static long parameters(CompressionEvent event) {
    return switch (event) {
      case Pruned pruned -> (long) pruned.rows() * pruned.columns();
      case Factorised cut -> (long) cut.rank() * (cut.rows() + cut.columns());
    };
  }

  private static long zeros(CompressionEvent event) {
    return switch (event) {
      case Pruned pruned -> pruned.zeros();
      case Factorised cut -> 0;
    };
  }

  /** What the length of a matrix's bar tells: its zeros, or its rank, of all there could be. */
  static double share(CompressionEvent event) {
    return switch (event) {
      case Pruned pruned -> pruned.share();
      case Factorised cut -> (double) cut.rank() / Math.max(1, cut.full());
    };
  }

  /** What the bars of the matrices are of. */
  String title() {
    return look.ranks() ? "Rank by layer, of the full one" : "Share of zeros by layer";
  }

  long parameters() {
    return parts.stream().mapToLong(Part::parameters).sum();
  }

  long zeros() {
    return parts.stream().mapToLong(Part::zeros).sum();
  }

  Table table() {
    var names = matrices.stream().map(each -> MatrixName.of(each.name())).toList();
    SortedSet<MatrixName.Column> columns = new TreeSet<>();
    names.forEach(name -> columns.add(name.column()));
    var columnList = new ArrayList<>(columns);
    var rows = names.stream().map(MatrixName::row).distinct().toList();
    return new Table(
        rows,
        columnList.stream().map(MatrixName.Column::title).toList(),
        names.stream()
            .map(name -> new Place(rows.indexOf(name.row()), columnList.indexOf(name.column())))
            .toList());
  }

  /** Where a matrix is among those of this stage. */
  OptionalInt index(String name) {
    return IntStream.range(0, matrices.size())
        .filter(i -> matrices.get(i).name().equals(name))
        .findFirst();
  }

  /** The first matrix of a part that the stage has told of. */
  Optional<CompressionEvent> first(Part part) {
    return matrices.stream().filter(each -> partOf(each).equals(part.name())).findFirst();
  }
}
