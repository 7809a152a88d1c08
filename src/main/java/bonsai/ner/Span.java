package bonsai.ner;

/**
 * An entity in a sentence.
 *
 * @param type its type, such as {@code PER}
 * @param start the index of its first word, counted from 0
 * @param end the index after its last word
 */
public record Span(String type, int start, int end) {}
