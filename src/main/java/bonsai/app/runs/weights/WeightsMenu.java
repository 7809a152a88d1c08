package bonsai.app.runs.weights;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.chart.Exports;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.feather.Feather;

/**
 * Offers what is shown of a run's weights as files: each picture as PNG, and its numbers as CSV.
 */
final class WeightsMenu {
  private final AppContext context;
  private final WeightsModel model;
  private final WeightFiles files;
  private final MenuButton button = new MenuButton("", Nodes.icon(Feather.MORE_HORIZONTAL));

  WeightsMenu(AppContext context, WeightsModel model) {
    this.context = context;
    this.model = model;
    files =
        new WeightFiles(new Exports(context.dialogs(), context.background(), context.notices()));
    button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL, Tweaks.NO_ARROW);
    button.setId("weights-save");
    button.setAccessibleText("Save pictures and tables of the weights");
    button.setTooltip(new Tooltip("Save"));
  }

  MenuButton node() {
    return button;
  }

  /** Another stage or matrix is shown. */
  void update() {
    button.getItems().setAll(items());
  }

  private List<MenuItem> items() {
    var items = new ArrayList<MenuItem>();
    model
        .weightsProperty()
        .get()
        .ifPresent(
            weights -> {
              items.add(
                  Nodes.item(
                      "Save parameters as PNG…",
                      () ->
                          png(
                              "Parameters of " + run(weights),
                              model.summary(),
                              new PartsPicture(weights, WeightFiles.WIDTH, WeightFiles.HEIGHT))));
              items.add(
                  Nodes.item(
                      "Save parameters as CSV…",
                      () -> files.parts("Parameters of " + run(weights), weights)));
              if (weights.matrices().isEmpty()) {
                return;
              }
              items.add(new SeparatorMenuItem());
              items.add(
                  Nodes.item(
                      "Save matrices by layer as PNG…",
                      () ->
                          png(
                              "Matrices of " + run(weights),
                              weights.title(),
                              new LayersPicture(
                                  weights,
                                  Optional.empty(),
                                  WeightFiles.WIDTH,
                                  WeightFiles.HEIGHT))));
              items.add(
                  Nodes.item(
                      "Save matrices by layer as CSV…",
                      () -> files.matrices("Matrices of " + run(weights), weights)));
              items.add(new SeparatorMenuItem());
            });
    model
        .matrixProperty()
        .get()
        .ifPresent(
            event -> {
              switch (event) {
                case Pruned matrix -> pruned(items, matrix);
                case Factorised cut -> factorised(items, cut);
              }
            });
    return items;
  }

  private void pruned(List<MenuItem> items, Pruned matrix) {
    var words = MatrixName.of(matrix.name()).words();
    var about = WeightsModel.text(matrix);
    items.add(
        Nodes.item(
            "Save mask as PNG…",
            () ->
                png(
                    "Mask of " + words + " of " + model.name(),
                    about,
                    new MaskPicture(
                        matrix,
                        model.exactProperty().get(),
                        model.viewportProperty().get(),
                        WeightFiles.WIDTH,
                        WeightFiles.HEIGHT))));
    items.add(
        Nodes.item(
            "Save mask as CSV…",
            () ->
                files.mask(
                    "Mask of " + words + " of " + model.name(),
                    matrix,
                    model.exactProperty().get().orElse(matrix.map()))));
    items.add(new SeparatorMenuItem());
    items.add(
        Nodes.item(
            "Save histogram as PNG…",
            () ->
                png(
                    "Weights of " + words + " of " + model.name(),
                    about,
                    new HistogramPicture(
                        matrix.histogram(), WeightFiles.WIDTH, WeightFiles.HEIGHT))));
    items.add(
        Nodes.item(
            "Save histogram as CSV…",
            () ->
                files.histogram(
                    "Weights of " + words + " of " + model.name(), matrix.histogram())));
  }

  private void factorised(List<MenuItem> items, Factorised cut) {
    if (cut.values().isEmpty()) {
      return;
    }
    var title = "Singular values of " + MatrixName.of(cut.name()).words() + " of " + model.name();
    items.add(
        Nodes.item(
            "Save singular values as PNG…",
            () ->
                png(
                    title,
                    WeightsModel.text(cut),
                    new SpectrumPicture(cut, WeightFiles.WIDTH, WeightFiles.HEIGHT))));
    items.add(Nodes.item("Save singular values as CSV…", () -> files.spectrum(title, cut)));
  }

  private String run(Weights weights) {
    return model.name() + " stage " + (weights.look().stage() + 1);
  }

  private void png(String title, String about, Picture picture) {
    var high =
        picture instanceof MaskPicture shown
            ? shown.room().bottom() + ColourScale.HEIGHT
            : WeightFiles.HEIGHT;
    files.png(title, about, picture, high, context.appearance().palette());
  }
}
