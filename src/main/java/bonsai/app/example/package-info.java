/** Runs that nobody has done, as their logs would be: to be drawn, and to be measured with. */
package bonsai.app.example;
