/**
 * What the stages of a run can be, a record each: its components are the fields of a spec, the form
 * in the window and the lines of help.
 */
package bonsai.technique;
