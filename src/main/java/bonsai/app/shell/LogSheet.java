package bonsai.app.shell;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.base.ErrorLog;
import bonsai.base.UserException;
import java.util.Map;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The end of the log, for a report. */
final class LogSheet {
  private static final double WIDTH = 860;
  private static final double HEIGHT = 420;

  /** Several mishaps with their traces; a text area takes no more with ease. */
  private static final int MOST_CHARACTERS = 50_000;

  private LogSheet() {}

  static Sheets.Sheet of(ErrorLog log) {
    var shown = new TextArea(text(log));
    shown.setId("log-text");
    shown.setAccessibleText("Log");
    shown.setEditable(false);
    shown.setPrefHeight(HEIGHT);
    shown.getStyleClass().add("code");
    shown.positionCaret(shown.getLength());
    var copy =
        Nodes.button(
            "Copy",
            Feather.COPY,
            () ->
                Clipboard.getSystemClipboard()
                    .setContent(Map.of(DataFormat.PLAIN_TEXT, shown.getText())));
    var place = Nodes.paragraph(log.file().toString(), Styles.TEXT_SMALL, Styles.TEXT_MUTED);
    return new Sheets.Sheet("Log", WIDTH, new VBox(8, place, shown), copy);
  }

  private static String text(ErrorLog log) {
    try {
      return log.text()
          .map(all -> all.substring(Math.max(0, all.length() - MOST_CHARACTERS)))
          .orElse("Nothing unexpected has happened: there is nothing to report.");
    } catch (UserException e) {
      return e.getMessage();
    }
  }
}
