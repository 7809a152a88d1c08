/** The gates of a run over its steps. */
package bonsai.app.runs.gates;
