package bonsai.app.runs.live;

import bonsai.app.kit.AppContext;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;

/** The charts of the runs that are shown, drawn while they grow. */
public final class RunCharts implements AutoCloseable {
  private final StackPane node = new StackPane();

  public RunCharts(AppContext context) {}

  /** The charts with their toolbar; the same node at every call. */
  public Node node() {
    return node;
  }

  /** Shows these runs instead of those before. */
  public void show(List<Shown> runs) {}

  /** Whether to draw: not while nobody looks. What is shown goes on to be followed. */
  public void setDrawing(boolean drawing) {}

  @Override
  public void close() {}
}
