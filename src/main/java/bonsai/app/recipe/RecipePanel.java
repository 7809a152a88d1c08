package bonsai.app.recipe;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Panel;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Placeholder until the panel's branch lands. */
public final class RecipePanel implements Panel {
  private final Node view;

  public RecipePanel(AppContext context) {
    view = Nodes.empty(Feather.LAYERS, "Recipe", "To come.");
  }

  @Override
  public String title() {
    return "Recipe";
  }

  @Override
  public Ikon icon() {
    return Feather.LAYERS;
  }

  @Override
  public Node view() {
    return view;
  }

  /** Opens a spec to be changed and started. */
  public void open(bonsai.run.RunSpec spec) {}
}
