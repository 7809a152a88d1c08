/** Pictures of the window, drawn without a display. */
package bonsai.app.pictures;
