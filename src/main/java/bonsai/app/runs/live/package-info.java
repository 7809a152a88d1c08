/** A run's history as it grows, and the charts of one run or several. */
package bonsai.app.runs.live;
