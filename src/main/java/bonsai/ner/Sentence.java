package bonsai.ner;

import java.util.List;

/**
 * A sentence of words, each with its tag in BIO ({@code O}, {@code B-PER}, {@code I-PER}, …).
 *
 * @param words the words, at least one, none empty
 * @param tags one tag a word
 */
public record Sentence(List<String> words, List<String> tags) {
  public Sentence {
    words = List.copyOf(words);
    tags = List.copyOf(tags);
    if (words.isEmpty() || words.size() != tags.size()) {
      throw new IllegalArgumentException(words.size() + " words, " + tags.size() + " tags");
    }
  }

  public int size() {
    return words.size();
  }
}
