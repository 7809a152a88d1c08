package bonsai.app.runs.weights;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Choice;
import bonsai.app.kit.Nodes;
import bonsai.app.runs.weights.Weights.Look;
import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Builds the treemap of a model's parameters, the bars of its matrices, and one in detail. */
public final class WeightsView implements AutoCloseable {
  /** Two lines of small text. */
  private static final double HINT = 32;

  private final AppContext context;
  private final WeightsModel model;
  private final StackPane root = new StackPane();
  private final Node empty;
  private final VBox content = new VBox(8);
  private final Choice<Look> looks;
  private final Label summary = Nodes.label("");
  private final Label layersTitle = title("");
  private final Label matrixText = Nodes.caption("");
  private final ComboBox<String> matrices = new ComboBox<>();
  private final PictureRegion<PartsPicture> parts;
  private final PictureRegion<LayersPicture> layers;
  private final PictureRegion<MaskPicture> mask;
  private final PictureRegion<HistogramPicture> histogram;
  private final PictureRegion<SpectrumPicture> spectrum;
  private final VBox maskBox;
  private final VBox histogramBox;
  private final VBox spectrumBox;
  private final MatrixColumn column;
  private final Label unknown =
      Nodes.paragraph(
          "Its singular values are not known: a run tells them when it cuts the matrix.",
          Styles.TEXT_MUTED);
  private final WeightsMenu menu;
  private WeightsLayout layout;

  /** Whether the model fills the list of matrices, and not a person who chooses. */
  private boolean updating;

  public WeightsView(AppContext context, WeightsModel model) {
    this.context = context;
    this.model = model;
    menu = new WeightsMenu(context, model);
    var recipe =
        Nodes.button("Open the recipe", Feather.SLIDERS, () -> context.navigator().recipe());
    recipe.setId("weights-recipe");
    empty =
        Nodes.empty(
            Feather.LAYERS,
            "Nothing has been made smaller yet",
            "A stage that prunes weights, factorises embeddings or factorises layers shows here what"
                + " becomes of each matrix, and every finished run the parts of its model. Add a"
                + " stage in the Recipe panel.",
            recipe);
    looks = new Choice<>("weights-look", this::title, model::choose);
    var partsHint = hint();
    parts =
        region(
            "weights-parts",
            "Parameters by component",
            (width, height) ->
                model.weightsProperty().get().map(now -> new PartsPicture(now, width, height)),
            partsHint,
            "Point at a part, or go there with the arrow keys.");
    parts.onChosen(thing -> parts.picture().ifPresent(shown -> model.choose(shown.part(thing))));
    var layersHint = hint();
    layers =
        region(
            "weights-layers",
            "Matrices by layer",
            (width, height) ->
                model
                    .weightsProperty()
                    .get()
                    .map(now -> new LayersPicture(now, chosen(), width, height)),
            layersHint,
            "Click a bar, or press Space on it, for its matrix in detail.");
    layers.onChosen(thing -> layers.picture().ifPresent(shown -> model.choose(shown.name(thing))));
    var maskHint = hint();
    mask =
        region(
            "weights-mask",
            "Mask of the matrix",
            (width, height) ->
                pruned()
                    .map(
                        now ->
                            new MaskPicture(
                                now,
                                model.exactProperty().get(),
                                model.viewportProperty().get(),
                                width,
                                height)),
            maskHint,
            "Wheel or + and − to zoom, drag to move, 0 for all of it.");
    var zoom = new MaskZoom(model, mask);
    var histogramHint = hint();
    histogram =
        region(
            "weights-histogram",
            "Histogram of the weights",
            (width, height) ->
                pruned().map(now -> new HistogramPicture(now.histogram(), width, height)),
            histogramHint,
            "Zeros are not counted.");
    var spectrumHint = hint();
    spectrum =
        region(
            "weights-spectrum",
            "Singular values of the matrix",
            (width, height) ->
                factorised()
                    .filter(now -> !now.values().isEmpty())
                    .map(now -> new SpectrumPicture(now, width, height)),
            spectrumHint,
            "Point at a singular value, or go there with the arrow keys.");
    var maskTitle =
        new HBox(title("Zeros (rows: outputs, columns: inputs)"), Nodes.spacer(), zoom.buttons());
    maskTitle.setAlignment(Pos.CENTER_LEFT);
    maskBox = box(maskTitle, mask, maskHint);
    histogramBox = box(title("Weights other than 0"), histogram, histogramHint);
    spectrumBox = box(title("Singular values"), spectrum, spectrumHint);
    column =
        new MatrixColumn(
            new VBox(6, matrices, matrixText),
            maskBox,
            mask,
            List.of(histogramBox, spectrumBox, unknown));
    build(
        box(title("Parameters by component (area)"), parts, partsHint),
        box(layersTitle, layers, layersHint));
    model.looksProperty().subscribe(this::update);
    model.weightsProperty().subscribe(this::update);
    model.matrixProperty().subscribe(this::update);
    model.exactProperty().subscribe(mask::invalidate);
    model.viewportProperty().subscribe(mask::invalidate);
  }

  public Node node() {
    return root;
  }

  private <P extends Picture> PictureRegion<P> region(
      String id, String name, PictureRegion.Maker<P> maker, Label words, String hint) {
    return new PictureRegion<>(id, name, context.appearance(), maker, words, hint);
  }

  private static Label title(String text) {
    return Nodes.label(text, Styles.TEXT_SMALL, Styles.TEXT_BOLD);
  }

  /** Room for two lines: pictures must not change their size with what is pointed at. */
  private static Label hint() {
    var hint = Nodes.caption("");
    hint.setWrapText(true);
    hint.setAlignment(Pos.TOP_LEFT);
    hint.setMinHeight(HINT);
    hint.setPrefHeight(HINT);
    hint.setMaxHeight(HINT);
    return hint;
  }

  private String title(Look look) {
    var both =
        model.looksProperty().get().stream().filter(l -> l.stage() == look.stage()).count() > 1;
    var what = look.ranks() ? ": ranks" : ": zeros";
    return "Stage " + (look.stage() + 1) + (both ? what : "");
  }

  private static VBox box(Node title, Region picture, Label words) {
    VBox.setVgrow(picture, Priority.ALWAYS);
    picture.setMaxHeight(Double.MAX_VALUE);
    var box = new VBox(4, title, picture, words);
    box.setMinSize(0, 0);
    words.setMinWidth(0);
    return box;
  }

  private void build(Node partsBox, Node layersBox) {
    summary.setId("weights-summary");
    matrixText.setId("weights-matrix-text");
    matrices.setId("weights-matrix");
    matrices.setAccessibleText("Matrix in detail");
    matrices.setMaxWidth(Double.MAX_VALUE);
    matrices.getStyleClass().add(Styles.SMALL);
    matrices.setVisibleRowCount(14);
    matrices.setCellFactory(list -> new MatrixCell());
    matrices.setButtonCell(new MatrixCell());
    matrices
        .valueProperty()
        .subscribe(
            name -> {
              if (!updating && name != null) {
                model.choose(name);
              }
            });
    unknown.setAlignment(Pos.TOP_LEFT);
    summary.setMinWidth(0);
    var bar = new HBox(12, looks, summary, Nodes.spacer(), menu.node());
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.setMinHeight(34);
    layout = new WeightsLayout(partsBox, layersBox, column);
    var scroll = new ScrollPane(layout);
    scroll.setFitToWidth(true);
    scroll.setFitToHeight(true);
    scroll.setFocusTraversable(false);
    scroll.getStyleClass().add("weights-scroll");
    VBox.setVgrow(scroll, Priority.ALWAYS);
    content.setPadding(new Insets(0, 12, 8, 12));
    content.getChildren().setAll(bar, scroll);
  }

  // ---- what is shown ----------------------------------------------------------------------------

  private Optional<String> chosen() {
    return model.matrixProperty().get().map(CompressionEvent::name);
  }

  private Optional<Pruned> pruned() {
    return model
        .matrixProperty()
        .get()
        .flatMap(event -> event instanceof Pruned now ? Optional.of(now) : Optional.empty());
  }

  private Optional<Factorised> factorised() {
    return model
        .matrixProperty()
        .get()
        .flatMap(event -> event instanceof Factorised now ? Optional.of(now) : Optional.empty());
  }

  private void update() {
    var shown = model.weightsProperty().get();
    var now = shown.isEmpty() ? empty : content;
    if (!root.getChildren().equals(List.of(now))) {
      root.getChildren().setAll(now);
    }
    if (shown.isEmpty()) {
      return;
    }
    var weights = shown.get();
    layout.showFirstAlone(weights.matrices().isEmpty());
    looks.show(model.looksProperty().get(), weights.look());
    summary.setText(model.summary());
    layersTitle.setText(weights.title());
    matrixText.setText(model.matrixText());
    updating = true;
    var names = weights.matrices().stream().map(CompressionEvent::name).toList();
    if (!matrices.getItems().equals(names)) {
      matrices.getItems().setAll(names);
    }
    matrices.setValue(chosen().orElse(null));
    updating = false;
    maskBox.setVisible(pruned().isPresent());
    pruned().map(MaskPicture::shape).ifPresent(column::shape);
    histogramBox.setVisible(pruned().isPresent());
    var spectrumKnown = factorised().filter(cut -> !cut.values().isEmpty()).isPresent();
    spectrumBox.setVisible(spectrumKnown);
    unknown.setVisible(factorised().isPresent() && !spectrumKnown);
    for (var each : List.of(parts, layers, mask, histogram, spectrum)) {
      each.invalidate();
    }
    menu.update();
  }

  @Override
  public void close() {
    for (var each : List.of(parts, layers, mask, histogram, spectrum)) {
      each.close();
    }
  }

  private static final class MatrixCell extends ListCell<String> {
    @Override
    protected void updateItem(String name, boolean empty) {
      super.updateItem(name, empty);
      setText(empty || name == null ? null : MatrixName.of(name).words());
    }
  }
}
