/** One class a technique: a function from a model to a smaller one. */
package bonsai.compress;
