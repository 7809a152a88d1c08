package bonsai.app.kit;

import bonsai.run.RunFolder;

/** Starts the worker of a run, in a process that outlives the window. */
@FunctionalInterface
public interface Workers {
  /**
   * Starts a worker and waits until it has the run: for a thread that may wait.
   *
   * @throws bonsai.base.UserException if it does not start
   */
  void start(RunFolder run);
}
