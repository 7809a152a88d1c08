package bonsai.cli;

/**
 * How fast the window is on this machine.
 *
 * @param pan of a chart of a million points
 * @param live of twenty charts that grow
 * @param scrub through the gates of a recorded run
 * @param follow of a log that grows by a thousand records a second
 * @param table of a million sentences
 */
public record WindowSpeed(Pan pan, Live live, Scrub scrub, Follow follow, Table table) {
  /**
   * A chart is moved and drawn again, raw and smoothed curve, many times.
   *
   * @param drawMs decimation and drawing, as far as the toolkit's thread goes
   * @param pictureMs the same, until all pixels are there
   */
  public record Pan(int points, int pans, Spread drawMs, Spread pictureMs) {}

  /** Milliseconds: half, 95 % and all of the measurements were at most so long. */
  public record Spread(double p50, double p95, double most) {}

  /**
   * Charts that all get a new step in each frame.
   *
   * @param steps how many each has at the beginning
   */
  public record Live(int charts, int steps, double framesPerSecond) {}

  /**
   * The gates of a recorded run, in the whole window.
   *
   * @param samples of all gates
   * @param framesPerSecond while each frame shows another sample; the toolkit makes 60 at most
   * @param pictureMs from a move of the scrubber until all pixels are there
   * @param heapBytes of the whole window, with the run open
   */
  public record Scrub(
      int samples, int gates, double framesPerSecond, Spread pictureMs, long heapBytes) {}

  /**
   * Following a log, in cores: 0.2 is a fifth of the time of one.
   *
   * @param eventsPerSecond how many were written, by a thread that is not counted
   * @param coresToFollow for reading them into curves
   * @param coresOfTheWindow for the whole window, with the run's six charts drawn and its log shown
   */
  public record Follow(double eventsPerSecond, double coresToFollow, double coresOfTheWindow) {}

  /**
   * A corpus in the Data panel.
   *
   * @param readSeconds until its table is shown, and all of it is counted
   * @param heapBytes of the whole window, with the corpus open
   * @param wheelMs a few rows further, until all pixels are there
   * @param jumpMs thousands of rows further
   * @param searchMs from a typed text until the table shows what was found
   * @param cancelMs from a click on Cancel, in the midst of reading, until nothing works on it
   */
  public record Table(
      int sentences,
      double readSeconds,
      long heapBytes,
      Spread wheelMs,
      Spread jumpMs,
      Spread searchMs,
      double cancelMs) {}
}
