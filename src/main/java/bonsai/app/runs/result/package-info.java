/** What a run made of its model: sizes, scores and speed, before and after. */
package bonsai.app.runs.result;
