package bonsai.app.kit;

/** What work in the background tells of itself, and asks. */
public interface Progress {
  /**
   * Tells how far the work is; may be called as often as one likes.
   *
   * @param done from 0 to 1, or negative while that is unknown
   * @param message what is being done, in a few words
   */
  void report(double done, String message);

  /** Whether the work was cancelled and should end at once, by any exception or result. */
  boolean isCancelled();
}
