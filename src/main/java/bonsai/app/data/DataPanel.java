package bonsai.app.data;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Panel;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Placeholder until the panel's branch lands. */
public final class DataPanel implements Panel {
  private final Node view;

  public DataPanel(AppContext context) {
    view = Nodes.empty(Feather.DATABASE, "Data", "To come.");
  }

  @Override
  public String title() {
    return "Data";
  }

  @Override
  public Ikon icon() {
    return Feather.DATABASE;
  }

  @Override
  public Node view() {
    return view;
  }

  /** Shows a corpus. */
  public void open(bonsai.ner.DataSource source) {}
}
