package bonsai.app.data;

import atlantafx.base.theme.Styles;
import bonsai.app.data.Tokenizers.Choice;
import bonsai.app.kit.Job;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.ShownAs;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** Chooses whose pieces are shown, and fetches the usual model where it is not there. */
final class PiecesBar extends HBox {
  private final PiecesModel model;
  private final ComboBox<Choice> box = new ComboBox<>();

  /**
   * @param fetch fetches the usual model
   */
  PiecesBar(PiecesModel model, Runnable fetch) {
    super(8);
    this.model = model;
    getStyleClass().add("data-pieces");
    setAlignment(Pos.CENTER_LEFT);
    buildBox();
    var label = Nodes.caption("Pieces of");
    label.setLabelFor(box);
    label.visibleProperty().bind(box.visibleProperty());
    label.managedProperty().bind(box.visibleProperty());
    var get = Nodes.button("Fetch " + Tokenizers.USUAL_MODEL, Feather.DOWNLOAD, fetch);
    get.setId("data-fetch");
    get.getStyleClass().add(Styles.SMALL);
    get.managedProperty().bind(get.visibleProperty());
    var job = new HBox(8);
    job.setAlignment(Pos.CENTER_LEFT);
    Runnable arrange =
        () -> {
          var running = model.fetchProperty().get();
          get.setVisible(model.fetchableProperty().get() && running.isEmpty());
          job.getChildren().clear();
          running.ifPresent(each -> job.getChildren().setAll(progress(each)));
        };
    model.fetchableProperty().subscribe(arrange);
    model.fetchProperty().subscribe(arrange);
    arrange.run();
    getChildren().setAll(label, box, get, job);
  }

  private void buildBox() {
    box.setId("data-tokenizer");
    box.setAccessibleText("The model whose pieces are shown");
    box.setItems(model.choices());
    box.setMaxWidth(240);
    box.setConverter(new ShownAs<>(Choice::name));
    box.managedProperty().bind(box.visibleProperty());
    model
        .chosenProperty()
        .subscribe(
            now -> {
              box.setValue(now.orElse(null));
              box.setVisible(now.isPresent());
            });
    box.valueProperty().subscribe(value -> Optional.ofNullable(value).ifPresent(this::choose));
    // A list that changes may leave the box without a value, though the model is still there.
    model
        .choices()
        .addListener(
            (ListChangeListener<Choice>)
                change -> box.setValue(model.chosenProperty().get().orElse(null)));
  }

  private void choose(Choice choice) {
    if (!model.chosenProperty().get().equals(Optional.of(choice))) {
      model.choose(choice);
    }
  }

  private static Node[] progress(Job job) {
    var bar = new ProgressBar();
    bar.progressProperty().bind(job.progressProperty());
    bar.setPrefWidth(120);
    bar.setAccessibleText(job.title());
    var what = Nodes.caption("");
    what.textProperty()
        .bind(job.messageProperty().map(text -> text.isEmpty() ? job.title() + "…" : text));
    var cancel = Nodes.iconButton("Cancel: " + job.title(), Feather.X, job::cancel);
    cancel.getStyleClass().add(Styles.SMALL);
    return new Node[] {bar, what, cancel};
  }
}
