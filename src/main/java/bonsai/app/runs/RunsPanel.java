package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Panel;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Placeholder until the panel's branch lands. */
public final class RunsPanel implements Panel {
  private final Node view;

  public RunsPanel(AppContext context) {
    view = Nodes.empty(Feather.TRENDING_UP, "Runs", "To come.");
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
    return view;
  }

  /** Selects a run. */
  public void select(String id) {}
}
