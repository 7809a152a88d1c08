/** Measures how fast the window is. */
package bonsai.app.bench;
