package bonsai.app.recipe;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Job;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.model.Parameter.Component;
import bonsai.ner.Split;
import bonsai.run.Measurement;
import bonsai.run.OutputsSize;
import bonsai.run.Preflight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Shows what the run would take. */
final class PreflightView {
  private static final long USUAL_LIMIT = 20_000_000;
  private final RecipeModel model;
  private final Runnable measure;
  private final Runnable fetch;
  private final VBox box = new VBox(20);

  PreflightView(RecipeModel model, Runnable measure, Runnable fetch) {
    this.model = model;
    this.measure = measure;
    this.fetch = fetch;
    box.setId("recipe-preflight");
    model.planProperty().addListener(change -> update());
    model.measuredProperty().addListener(change -> update());
    model.readingProperty().addListener(change -> update());
    model.timingJobProperty().addListener(change -> update());
    model.fetchJobProperty().addListener(change -> update());
    model.fetchableProperty().addListener(change -> update());
    update();
  }

  Node node() {
    return box;
  }

  private void update() {
    var parts = new ArrayList<Node>();
    model.fetchableProperty().get().ifPresent(name -> parts.add(missing(name)));
    if (model.planProperty().get().isPresent()) {
      var plan = model.planProperty().get().get();
      parts.add(parameters(plan));
      parts.add(counts(plan));
      parts.add(resources(plan));
      parts.add(time(plan));
    } else if (!model.readingProperty().get().isEmpty()) {
      parts.add(waiting(model.readingProperty().get()));
    } else if (parts.isEmpty()) {
      parts.add(
          Nodes.paragraph(
              "What the run would take shows here once the recipe is complete.",
              Styles.TEXT_MUTED));
    }
    box.getChildren().setAll(parts);
  }

  private static Node waiting(String text) {
    var bar = new ProgressBar(-1);
    bar.setMaxWidth(Double.MAX_VALUE);
    bar.setAccessibleText(text);
    return new VBox(8, Nodes.label(text, Styles.TEXT_MUTED), bar);
  }

  // ---- a model to fetch -------------------------------------------------------------------------

  private Node missing(String name) {
    var text =
        Nodes.paragraph(name + " is not in the workspace yet. It is fetched once, about 0.4 GB.");
    var box = new VBox(10, text);
    box.getStyleClass().add("recipe-offer");
    if (model.fetchJobProperty().get().isPresent()) {
      box.getChildren().add(job(model.fetchJobProperty().get().get()));
    } else {
      var button = Nodes.button("Fetch " + name, Feather.DOWNLOAD, fetch);
      button.setId("recipe-fetch");
      button.getStyleClass().add(Styles.ACCENT);
      box.getChildren().add(button);
    }
    return box;
  }

  private static Node job(Job job) {
    var bar = new ProgressBar();
    bar.progressProperty().bind(job.progressProperty());
    bar.setMaxWidth(Double.MAX_VALUE);
    bar.setAccessibleText(job.title());
    HBox.setHgrow(bar, Priority.ALWAYS);
    var cancel = Nodes.iconButton("Cancel: " + job.title(), Feather.X, job::cancel);
    cancel.getStyleClass().add(Styles.SMALL);
    var row = new HBox(8, bar, cancel);
    row.setAlignment(Pos.CENTER_LEFT);
    var what = Nodes.caption("");
    what.textProperty()
        .bind(job.messageProperty().map(text -> text.isEmpty() ? job.title() + "…" : text));
    return new VBox(4, row, what);
  }

  // ---- parameters -------------------------------------------------------------------------------

  private Node parameters(Preflight plan) {
    var result = plan.result();
    var limit = model.limit().orElse(USUAL_LIMIT);
    var total = result.parameterCount();
    var count =
        Nodes.label(
            (plan.exact() ? "" : "at most ") + Quantities.count(total),
            Styles.TITLE_4,
            "recipe-figure");
    count.setId("recipe-parameters");
    count.setMinWidth(Region.USE_PREF_SIZE);
    var verdict =
        Nodes.label(
            total <= limit
                ? "under " + Quantities.brief(limit)
                : Quantities.brief(total - limit) + " over " + Quantities.brief(limit),
            Styles.TEXT_SMALL,
            total <= limit ? Styles.SUCCESS : Styles.TEXT_MUTED);
    verdict.setId("recipe-budget");
    verdict.setMinWidth(Region.USE_PREF_SIZE);
    var head = new HBox(4, count, Nodes.spacer(), verdict);
    head.setAlignment(Pos.BASELINE_LEFT);
    var bar = new BudgetBar(result.parameters(), limit, Quantities.brief(limit));
    var legend = new GridPane(8, 4);
    columns(legend, 10, -1, 0, 0);
    var row = 0;
    for (var component : Component.values()) {
      var part = result.parameters().get(component);
      var swatch = new Region();
      swatch.getStyleClass().addAll("budget-swatch", BudgetBar.style(component));
      legend.addRow(
          row++,
          swatch,
          Nodes.label(component.label(), Styles.TEXT_SMALL),
          fixed(Quantities.count(part)),
          fixed(String.format(Locale.ROOT, "%.1f %%", 100.0 * part / total)));
    }
    return section("Parameters", head, bar, legend);
  }

  // ---- counts -----------------------------------------------------------------------------------

  private static Node counts(Preflight plan) {
    var grid = new GridPane(12, 4);
    columns(grid, -1, 0, 0);
    grid.addRow(0, Nodes.caption(""), fixed("Sentences"), fixed("Words"));
    var row = 1;
    for (var split : Split.values()) {
      var count = plan.corpus().count(split);
      if (count.sentences() > 0) {
        grid.addRow(
            row++,
            Nodes.label(title(split.label()), Styles.TEXT_SMALL),
            plain(Quantities.count(count.sentences())),
            plain(Quantities.count(count.words())));
      }
    }
    var steps = new GridPane(12, 4);
    columns(steps, -1, 0);
    steps.addRow(
        0,
        Nodes.label("Optimizer steps", Styles.TEXT_SMALL),
        plain(Quantities.count(plan.steps())));
    var types = (plan.corpus().labels().size() - 1) / 2;
    steps.addRow(1, Nodes.label("Entity types", Styles.TEXT_SMALL), plain(Quantities.count(types)));
    var parts = new ArrayList<Node>(List.of(grid, steps));
    if (plan.corpus().problems() > 0) {
      parts.add(
          Nodes.paragraph(
              Quantities.count(plan.corpus().problems())
                  + (plan.corpus().problems() == 1 ? " thing was" : " things were")
                  + " found amiss in the files; the Data panel lists them.",
              Styles.TEXT_SMALL,
              Styles.TEXT_MUTED));
    }
    return section("Data: " + plan.corpus().name(), parts.toArray(Node[]::new));
  }

  // ---- memory and disk --------------------------------------------------------------------------

  private Node resources(Preflight plan) {
    var measured = model.measuredProperty().get();
    var grid = new GridPane(12, 4);
    columns(grid, -1, 0);
    row(grid, 0, "Memory of the worker", "about " + Quantities.bytes(plan.memoryBytes()));
    measured.ifPresent(
        found -> row(grid, 1, "Seen while timing", Quantities.bytes(found.peakResidentBytes())));
    row(grid, 2, "Disk while it runs", "up to " + Quantities.bytes(plan.diskBytes()));
    row(grid, 3, "Disk when finished", Quantities.bytes(plan.keptBytes()));
    var parts = new ArrayList<Node>(List.of(grid));
    var outputs =
        plan.stages().stream()
            .flatMap(stage -> stage.teacher().stream())
            .max(Comparator.comparingLong(OutputsSize::bytes));
    outputs.ifPresent(
        found -> {
          row(grid, 4, "of it the teacher's outputs", outputs(found));
          notKept(found)
              .ifPresent(
                  why -> parts.add(Nodes.paragraph(why, Styles.TEXT_SMALL, Styles.TEXT_MUTED)));
        });
    row(grid, 5, "Free disk", Quantities.bytes(plan.freeBytes()));
    plan.memoryWarning()
        .ifPresent(
            warning -> {
              var label = Nodes.paragraph(warning, Styles.TEXT_SMALL, Styles.WARNING);
              label.setId("recipe-memory-warning");
              parts.add(label);
            });
    return section("Memory and disk", parts.toArray(Node[]::new));
  }

  private static String outputs(OutputsSize outputs) {
    return outputs.kept()
        ? Quantities.bytes(outputs.bytes()) + " of at most " + Quantities.bytes(outputs.mostBytes())
        : "none";
  }

  /** Why the teacher's outputs are not kept, as one sentence; empty if they are. */
  static Optional<String> notKept(OutputsSize outputs) {
    if (outputs.kept()) {
      return Optional.empty();
    }
    return Optional.of(
        outputs.mostBytes() == 0
            ? "The recipe keeps no outputs of the teacher: it runs in every step."
            : "The teacher's outputs would take "
                + Quantities.bytes(outputs.bytes())
                + ", more than the "
                + Quantities.bytes(outputs.mostBytes())
                + " that the recipe keeps: the teacher runs in every step.");
  }

  // ---- time -------------------------------------------------------------------------------------

  private Node time(Preflight plan) {
    var parts = new ArrayList<Node>();
    var measured = model.measuredProperty().get();
    if (measured.isPresent()) {
      parts.addAll(found(plan, measured.get()));
    } else {
      parts.add(
          Nodes.paragraph(
              "Not timed on this machine yet: a few real steps tell the time, the device and the"
                  + " precision.",
              Styles.TEXT_SMALL,
              Styles.TEXT_MUTED));
    }
    var running = model.timingJobProperty().get();
    if (running.isPresent()) {
      parts.add(job(running.get()));
    } else {
      var button =
          Nodes.button(measured.isPresent() ? "Measure again" : "Measure", Feather.CLOCK, measure);
      button.setId("recipe-measure");
      parts.add(button);
    }
    return section("Time", parts.toArray(Node[]::new));
  }

  private static List<Node> found(Preflight plan, Measurement measured) {
    var figure =
        Nodes.label(
            "about " + Quantities.estimate(plan.seconds(measured)),
            Styles.TITLE_4,
            "recipe-figure");
    figure.setId("recipe-time");
    var grid = new GridPane(12, 4);
    columns(grid, -1, 0);
    row(
        grid,
        0,
        "Training speed",
        String.format(Locale.ROOT, "%,.0f pieces/s", measured.tokensPerSecond()));
    row(grid, 1, "Device", measured.device().toUpperCase(Locale.ROOT));
    row(grid, 2, "Precision", measured.precision());
    return List.of(
        figure,
        grid,
        Nodes.paragraph(
            measured.deviceReason() + " " + measured.precisionReason(),
            Styles.TEXT_SMALL,
            Styles.TEXT_MUTED));
  }

  /** How long the run would take, if that is known: {@code about 2 min}. */
  static Optional<String> expected(RecipeModel model) {
    return model
        .planProperty()
        .get()
        .flatMap(
            plan ->
                model
                    .measuredProperty()
                    .get()
                    .map(found -> "about " + Quantities.estimate(plan.seconds(found))));
  }

  // ---- pieces -----------------------------------------------------------------------------------

  private static VBox section(String title, Node... parts) {
    var box = new VBox(8, Nodes.label(title, Styles.TEXT_BOLD));
    box.getChildren().addAll(parts);
    return box;
  }

  private static void row(GridPane grid, int row, String label, String value) {
    grid.addRow(row, Nodes.label(label, Styles.TEXT_SMALL), plain(value));
  }

  private static Node plain(String text) {
    var label = Nodes.label(text, Styles.TEXT_SMALL);
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }

  private static Node fixed(String text) {
    var label = Nodes.caption(text);
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }

  /** -1 takes what is left, 0 what it needs (to the right), more is a width. */
  private static void columns(GridPane grid, double... widths) {
    for (var width : widths) {
      var column = width > 0 ? new ColumnConstraints(width) : new ColumnConstraints();
      if (width < 0) {
        column.setHgrow(Priority.ALWAYS);
      } else if (width == 0) {
        column.setHalignment(HPos.RIGHT);
      }
      grid.getColumnConstraints().add(column);
    }
  }

  private static String title(String label) {
    return Character.toUpperCase(label.charAt(0)) + label.substring(1);
  }
}
