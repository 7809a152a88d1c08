package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.app.runs.gates.GatesModel;
import bonsai.app.runs.gates.GatesView;
import bonsai.app.runs.live.Forecast;
import bonsai.app.runs.live.RunCharts;
import bonsai.app.runs.live.Shown;
import bonsai.app.runs.result.ResultModel;
import bonsai.app.runs.result.ResultView;
import bonsai.app.runs.weights.WeightsModel;
import bonsai.app.runs.weights.WeightsView;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunFollower;
import bonsai.tag.BenchmarkProcess;
import bonsai.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The place of the runs: their table, and the one in detail with its charts, scores and log. */
public final class RunsPanel implements Panel {
  private final RunsModel model;
  private final RunActions actions;
  private final RunDetailModel detail = new RunDetailModel(Platform::runLater);
  private final RunsView view;
  private final RunCharts charts;
  private final ResultModel result;
  private final GatesModel gates = new GatesModel();
  private final GatesView gatesView;
  private final WeightsModel weights;
  private final WeightsView weightsView;
  private Subscription followed = Subscription.EMPTY;
  private final AppContext context;
  private boolean inFront;

  /** Where it is found. */
  public static Place<RunsPanel> place(AppContext context) {
    return new Place<>("Runs", Feather.TRENDING_UP, () -> new RunsPanel(context));
  }

  private RunsPanel(AppContext context) {
    this.context = context;
    model = new RunsModel(context);
    actions = new RunActions(context, model);
    charts = new RunCharts(context);
    result = new ResultModel(context, new BenchmarkProcess(context.workspace())::measure);
    gatesView = new GatesView(context, gates);
    weights = new WeightsModel(context);
    weightsView = new WeightsView(context, weights);
    view =
        new RunsView(
            context,
            model,
            actions,
            detail,
            new RunDetailView.Parts(
                charts.node(), new ResultView(result).node(), weightsView.node(), gatesView.node()),
            this::forecast);
    model.drawn().addListener((ListChangeListener<RunItem>) change -> draw());
    model
        .primaryProperty()
        .subscribe(
            item -> {
              if (inFront) {
                detail.show(item);
              }
              followed.unsubscribe();
              result.show(item.map(RunItem::row));
              followed =
                  item.map(
                          run ->
                              run.rowProperty()
                                  .subscribe(
                                      row -> {
                                        result.show(Optional.of(row));
                                        tell(); // a stage may have left its model
                                      }))
                      .orElse(Subscription.EMPTY);
            });
    model.primaryProperty().subscribe(this::tell);
    charts.onNews(this::tell);
    charts.setDrawing(false);
    draw();
  }

  /** Hands on what the shown run's log has said so far. */
  private void tell() {
    var item = model.primary();
    var past = item.flatMap(run -> charts.past(run.id()));
    if (past.isEmpty()) {
      gates.clear();
    } else {
      gates.show(item.get().id(), item.get().name(), past.get());
    }
    weights.show(item.map(RunItem::row), past);
    view.detail().hasGates(gates.trackProperty().get().isPresent());
  }

  private Optional<Forecast> forecast(RunItem item) {
    return charts
        .past(item.id())
        .flatMap(past -> item.row().spec().flatMap(spec -> Forecast.of(past, spec)));
  }

  private void draw() {
    charts.show(
        model.drawn().stream()
            .map(item -> new Shown(item.folder(), item.name(), item.colour(), item.isBaseline()))
            .toList());
  }

  @Override
  public List<Example> examples(RunFolder run) {
    return tabsOf(run).stream()
        .map(
            tab ->
                new Example(
                    tab.toLowerCase(Locale.ROOT),
                    () -> {
                      select(run.id());
                      view.detail().show(tab);
                    }))
        .toList();
  }

  /** The tabs that the run will have, which are not there before its log has been read. */
  private List<String> tabsOf(RunFolder run) {
    var tabs = new ArrayList<>(view.detail().tabs());
    tabs.remove(RunDetailView.GATES);
    if (hasGates(run)) {
      tabs.add(1, RunDetailView.GATES);
    }
    return tabs;
  }

  private static boolean hasGates(RunFolder run) {
    try (var follower = new RunFollower(run)) {
      while (true) {
        var batch = follower.poll();
        if (batch.entries().stream().anyMatch(entry -> isOfGates(entry.event()))) {
          return true;
        }
        if (!batch.more()) {
          return false;
        }
      }
    }
  }

  private static boolean isOfGates(RunEvent event) {
    return event instanceof RunEvent.Trained trained
        && trained.training() instanceof TrainingEvent.Gates;
  }

  @Override
  public Node view() {
    return view.node();
  }

  @Override
  public void shown() {
    inFront = true;
    view.shown();
    charts.setDrawing(true);
    detail.show(model.primary());
    detail.follow();
  }

  @Override
  public void hidden() {
    inFront = false;
    view.hidden();
    charts.setDrawing(false);
    gatesView.setDrawing(false);
    detail.rest();
  }

  @Override
  public boolean isSettled() {
    return model.primary().isPresent() && charts.isSettled() && weights.isSettled();
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
        Shortcut.of("P", "Pause or resume the run", () -> with(actions::pauseOrResume)),
        Shortcut.of("Shift+S", "Stop the run", () -> with(actions::stop)),
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
        Shortcut.of("A", "Archive the selected runs", () -> actions.toggleArchived(model.chosen())),
        Shortcut.of("Delete", "Delete the selected runs", () -> actions.delete(model.chosen())),
        Shortcut.of("Shortcut+Z", "Bring deleted runs back", actions::bringBackLast));
  }

  private void with(Consumer<RunItem> action) {
    model.primary().ifPresent(action);
  }

  @Override
  public void close() {
    view.hidden();
    followed.unsubscribe();
    charts.close();
    gatesView.close();
    weightsView.close();
    detail.close();
    actions.close();
    model.close();
  }
}
