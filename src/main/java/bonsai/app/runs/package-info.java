/** Shows the runs: their table, and the live charts of the selected ones. */
package bonsai.app.runs;
