package bonsai.app.shell;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.shell.NoticeLog.Entry;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The notices of this window, to be read again. */
final class NoticeSheet {
  private static final double WIDTH = 620;
  private static final double HEIGHT = 420;
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
  private static final DateTimeFormatter BEFORE =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.UK);

  private NoticeSheet() {}

  /**
   * The notices as they are now.
   *
   * @param leave closes the sheet, then does what a notice offers
   */
  static Sheets.Sheet of(NoticeLog log, Consumer<Runnable> leave) {
    return new Sheets.Sheet(
        "Notices", WIDTH, log.entries().isEmpty() ? nothing() : list(log, leave));
  }

  private static Node nothing() {
    var empty =
        Nodes.empty(
            Feather.BELL,
            "No notices yet",
            "What this window tells, such as that a run is finished, is kept here until it closes.");
    empty.setId("notices-none");
    return empty;
  }

  private static Node list(NoticeLog log, Consumer<Runnable> leave) {
    var rows = new VBox(14);
    for (var entry : log.entries()) {
      rows.getChildren().add(row(entry, log.now(), leave));
    }
    var scroll = new ScrollPane(rows);
    scroll.setId("notices-list");
    scroll.setAccessibleText("Notices, the newest first");
    scroll.setFocusTraversable(true); // arrows scroll
    scroll.setFitToWidth(true);
    scroll.setPrefHeight(HEIGHT);
    return scroll;
  }

  private static Node row(Entry entry, ZonedDateTime now, Consumer<Runnable> leave) {
    var notice = entry.notice();
    var icon = Nodes.icon(NoticeStack.icon(notice.kind()));
    var text = Nodes.paragraph(notice.text());
    var when = Nodes.caption(time(entry.time(), now) + kind(notice.kind()));
    var words = new VBox(2, text, when);
    HBox.setHgrow(words, Priority.ALWAYS);
    words.setMinWidth(0);
    var row = new HBox(12, icon, words);
    row.setAlignment(Pos.TOP_LEFT);
    NoticeLog.possible(entry)
        .ifPresent(
            action -> {
              var button = new Button(action.label());
              button.setAccessibleText(action.label() + ": " + notice.text());
              button.getStyleClass().add(Styles.SMALL);
              button.setMinWidth(Region.USE_PREF_SIZE);
              button.setOnAction(event -> leave.accept(action.run()));
              row.getChildren().add(button);
            });
    return row;
  }

  private static String time(ZonedDateTime time, ZonedDateTime now) {
    return (time.toLocalDate().equals(now.toLocalDate()) ? TODAY : BEFORE).format(time);
  }

  /** What the icon says by its form. */
  private static String kind(Notice.Kind kind) {
    return switch (kind) {
      case INFO -> "";
      case SUCCESS -> " · done";
      case WARNING -> " · warning";
      case ERROR -> " · error";
    };
  }
}
