/** Shows the corpora: sentences with their entities, counts, alignment and problems. */
package bonsai.app.data;
