/** The window itself: rail, status bar, notices, keys, theme; it wires the panels. */
package bonsai.app.shell;
