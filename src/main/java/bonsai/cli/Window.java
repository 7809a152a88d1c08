package bonsai.cli;

import bonsai.base.Workspace;

/** The window, as the command line sees it. */
public interface Window {
  /**
   * Opens it and returns when it was closed.
   *
   * @throws bonsai.base.UserException if there is no display
   */
  void open(Workspace workspace);
}
