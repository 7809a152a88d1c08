package bonsai.app.runs;

import java.util.List;
import javafx.beans.Observable;
import javafx.scene.control.TableCell;
import javafx.util.Subscription;

/** A cell that shows what becomes of its run while it stands. */
abstract class RunCell extends TableCell<RunItem, RunItem> {
  private final List<Observable> others;
  private Subscription following = Subscription.EMPTY;

  /**
   * @param others what the cell shows besides its run: it is shown anew when one of them changes
   */
  RunCell(List<Observable> others) {
    this.others = others;
  }

  abstract void show(RunItem item);

  @Override
  protected void updateItem(RunItem item, boolean empty) {
    super.updateItem(item, empty);
    following.unsubscribe();
    following = Subscription.EMPTY;
    if (empty || item == null) {
      setText(null);
      setGraphic(null);
      return;
    }
    following =
        Subscription.combine(
            item.rowProperty().subscribe((before, now) -> show(item)),
            item.colourProperty().subscribe((before, now) -> show(item)));
    for (var other : others) {
      following = following.and(other.subscribe(() -> show(item)));
    }
    show(item);
  }
}
