package bonsai.cli;

import bonsai.base.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The window, as the command line sees it. */
public interface Window {
  /**
   * Opens it and returns when it was closed.
   *
   * @throws bonsai.base.UserException if there is no display
   */
  void open(Workspace workspace);

  /**
   * Draws every panel, light and dark, in three sizes; needs no display.
   *
   * @param folder where the PNG files go
   * @param run the id of the run to show; else the newest finished one
   * @param only parts of the names of the pictures to draw; empty for all of them
   * @return the files
   * @throws bonsai.base.UserException if there is no such run, or the files cannot be written
   */
  List<Path> pictures(Workspace workspace, Path folder, Optional<String> run, List<String> only);

  /** Measures for three minutes how fast it is; needs no display. */
  WindowSpeed measure();
}
