package bonsai.app.runs.live;

import bonsai.run.RunFolder;

/**
 * A run among those that the charts show.
 *
 * @param name what its curves are called
 * @param colour the place of its colour among the palette's, kept while it is shown
 * @param baseline whether the others are compared with it
 */
public record Shown(RunFolder run, String name, int colour, boolean baseline) {}
