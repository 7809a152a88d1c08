package bonsai.app.playground;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Panel;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Placeholder until the panel's branch lands. */
public final class PlaygroundPanel implements Panel {
  private final Node view;

  public PlaygroundPanel(AppContext context) {
    view = Nodes.empty(Feather.EDIT_3, "Playground", "To come.");
  }

  @Override
  public String title() {
    return "Playground";
  }

  @Override
  public Ikon icon() {
    return Feather.EDIT_3;
  }

  @Override
  public Node view() {
    return view;
  }

  /** Opens a model folder. */
  public void open(java.nio.file.Path model) {}
}
