/**
 * Tagging with a finished model: in this process, as a process of its own that speaks JSON lines,
 * and that process's client.
 */
package bonsai.tag;
