package bonsai.app.data;

import bonsai.app.catalog.RunRow;
import bonsai.app.chart.Exports;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.ner.DataSource;
import bonsai.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import org.kordamp.ikonli.feather.Feather;

/** Shows a corpus: its sentences, searched and filtered; counts; pieces; what is amiss. */
public final class DataPanel implements Panel {
  private static final PseudoClass DROP = PseudoClass.getPseudoClass("drop");

  private final AppContext context;
  private final DataModel model;
  private final PiecesModel pieces;
  private final DataView view;
  private boolean begun;

  /** Where it is found. */
  public static Place<DataPanel> place(AppContext context) {
    return new Place<>("Data", Feather.DATABASE, () -> new DataPanel(context));
  }

  private DataPanel(AppContext context) {
    this.context = context;
    model =
        new DataModel(
            context.workspace(), context.background(), context.preferences(), new Tokenizers());
    pieces =
        new PiecesModel(
            context.workspace(),
            context.background(),
            context.preferences(),
            PiecesModel.usual(context.workspace()));
    pieces.chosenProperty().subscribe(model::piecesOf);
    context.runs().rows().addListener((ListChangeListener<RunRow>) change -> offerRuns());
    offerRuns();
    view =
        new DataView(
            model,
            new Doors(),
            new PiecesBar(pieces, () -> pieces.fetch(context.notices()::error)),
            new CountsFiles(
                new Exports(context.dialogs(), context.background(), context.notices()),
                context.appearance()));
    view.keep(new Arrangement(context.preferences()));
    acceptDrops(view.root());
  }

  /** A run that is done has a tokenizer, too. */
  private void offerRuns() {
    pieces.offer(
        context.runs().rows().stream()
            .filter(RunRow::hasResult)
            .map(row -> new Tokenizers.Choice(row.name(), row.folder().model()))
            .toList());
  }

  @Override
  public List<Example> examples(RunFolder run) {
    return Stream.of(DataView.Side.values())
        .map(
            side ->
                new Example(
                    side.id(),
                    () -> {
                      open(run.spec().data());
                      show(side);
                    }))
        .toList();
  }

  @Override
  public Node view() {
    return view.root();
  }

  /** Shows a corpus; what is shown now stays until the other one is read. */
  public void open(DataSource source) {
    begun = true;
    model.open(source);
  }

  /** The first time, what was open when the window was closed. */
  @Override
  public void shown() {
    pieces.refresh();
    if (!begun) {
      begun = true;
      model.openLast();
    }
  }

  @Override
  public List<Shortcut> shortcuts() {
    return List.of(
        Shortcut.of("Shortcut+F", "Search the sentences", view::focusSearch),
        Shortcut.of("Shortcut+O", "Open a folder", this::openFolder),
        Shortcut.of("Shortcut+Shift+O", "Open a file", this::openFile),
        Shortcut.of("Shortcut+Shift+X", "Clear all filters", model::clearFilters),
        Shortcut.of("Shortcut+E", "Use in a recipe", this::useInRecipe));
  }

  @Override
  public boolean isSettled() {
    return !model.isBusy();
  }

  @Override
  public void close() {
    model.close();
  }

  private void openFolder() {
    context
        .dialogs()
        .chooseFolder("Open a folder with train, valid and test files")
        .ifPresent(folder -> open(new DataSource.Folder(folder)));
  }

  private void openFile() {
    context
        .dialogs()
        .chooseFile("Open a file of tagged sentences", "All files", List.of("*"))
        .ifPresent(file -> open(DataSource.at(file)));
  }

  private void useInRecipe() {
    model
        .corpusProperty()
        .get()
        .ifPresent(
            open ->
                context.navigator().recipe(Recipes.fineTune(open.source(), context.workspace())));
  }

  /** One folder or file, wherever it is dropped on the panel. */
  private void acceptDrops(Node target) {
    target.setOnDragOver(
        event -> {
          if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            target.pseudoClassStateChanged(DROP, true);
          }
          event.consume();
        });
    target.setOnDragExited(event -> target.pseudoClassStateChanged(DROP, false));
    target.setOnDragDropped(this::dropped);
  }

  private void dropped(DragEvent event) {
    var files = event.getDragboard().getFiles();
    event.setDropCompleted(!files.isEmpty());
    event.consume();
    files.stream().findFirst().ifPresent(file -> drop(file.toPath()));
  }

  /** Brings one of what lies beside the sentences to the front. */
  void show(DataView.Side side) {
    view.show(side);
  }

  /** Opens what was dropped. */
  void drop(Path place) {
    open(DataSource.at(place));
  }

  private final class Doors implements DataView.Actions {
    @Override
    public void openSample() {
      open(new DataSource.Sample());
    }

    @Override
    public void openFolder() {
      DataPanel.this.openFolder();
    }

    @Override
    public void openFile() {
      DataPanel.this.openFile();
    }

    @Override
    public void useInRecipe() {
      DataPanel.this.useInRecipe();
    }
  }
}
