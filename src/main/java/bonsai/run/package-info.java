/** Runs: the spec, the folder that holds all of a run, its event log and the worker. */
package bonsai.run;
