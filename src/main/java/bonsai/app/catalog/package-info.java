/** The runs of the workspace as the window knows them; needs no toolkit. */
package bonsai.app.catalog;
