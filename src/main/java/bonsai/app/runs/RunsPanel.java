package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Shortcut;
import java.util.List;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** The place of the runs: their table, and the one in detail with its charts, scores and log. */
public final class RunsPanel implements Panel {
  private final RunsModel model;
  private final RunDetailModel detail = new RunDetailModel(Platform::runLater);
  private final RunsView view;
  private final AppContext context;

  public RunsPanel(AppContext context) {
    this.context = context;
    model = new RunsModel(context);
    view =
        new RunsView(
            context,
            model,
            detail,
            Nodes.empty(Feather.TRENDING_UP, "No charts yet", "The curves are drawn here."));
  }

  @Override
  public String title() {
    return "Runs";
  }

  @Override
  public Ikon icon() {
    return Feather.TRENDING_UP;
  }

  @Override
  public Node view() {
    return view.node();
  }

  @Override
  public void shown() {
    view.shown();
    detail.show(model.primary());
    detail.follow();
  }

  @Override
  public void hidden() {
    view.hidden();
    detail.rest();
  }

  /** Selects a run, as soon as it is known. */
  public void select(String id) {
    model.select(id);
  }

  @Override
  public List<Shortcut> shortcuts() {
    return List.of(
        Shortcut.of("Shortcut+F", "Search the runs", view::focusSearch),
        Shortcut.of("Enter", "Go to the run in detail", view.detail()::focus),
        Shortcut.of("P", "Pause or resume the run", () -> with(model::pauseOrResume)),
        Shortcut.of("Shift+S", "Stop the run", () -> with(model::stop)),
        Shortcut.of(
            "T",
            "Try its model in the playground",
            () ->
                with(
                    item -> {
                      if (item.row().hasModel()) {
                        context.navigator().playground(item.folder().model());
                      }
                    })),
        Shortcut.of(
            "C",
            "Clone it with changes",
            () -> with(item -> item.row().spec().ifPresent(context.navigator()::recipe))),
        Shortcut.of("B", "Pin it as the baseline, or unpin it", () -> with(model::toggleBaseline)),
        Shortcut.of("L", "Show its log", view.detail()::showLog),
        Shortcut.of("F2", "Rename it", view.table()::editName),
        Shortcut.of("N", "Edit its notes", view.table()::editNotes),
        Shortcut.of("G", "Edit its tags", view.table()::editTags),
        Shortcut.of(
            "A",
            "Archive the selected runs",
            () -> model.toggleArchived(List.copyOf(model.selected()))),
        Shortcut.of(
            "Delete", "Delete the selected runs", () -> model.delete(List.copyOf(model.selected()))));
  }

  private void with(Consumer<RunItem> action) {
    model.primary().ifPresent(action);
  }

  @Override
  public void close() {
    detail.close();
    model.close();
  }
}
