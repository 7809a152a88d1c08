/** The parameters of a run's model: where its zeros are, and what its matrices were cut to. */
package bonsai.app.runs.weights;
