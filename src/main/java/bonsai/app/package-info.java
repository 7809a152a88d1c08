/** The window. The only place that touches JavaFX; it never touches tensors. */
package bonsai.app;
