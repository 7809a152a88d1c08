package bonsai.tag;

/**
 * An entity that a model found.
 *
 * @param type its type, such as {@code PER}
 * @param start the index of its first word, counted from 0
 * @param end the index after its last word
 * @param text its words: as they stand in the text, or with single spaces between if only words
 *     were given
 * @param confidence the geometric mean of its words' confidences, so that long entities do not look
 *     less certain than short ones
 */
public record TaggedEntity(String type, int start, int end, String text, float confidence) {}
