/** Shows the recipe of a run: stages, their forms, and what a run would take. */
package bonsai.app.recipe;
