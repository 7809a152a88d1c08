package bonsai.app.playground;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where two models differ on the same text.
 *
 * @param words how many words both have tagged so far
 * @param differences the words whose tags are not the same, in the order of the text
 */
record Comparison(int words, List<Difference> differences, Set<Place> places) {
  static final Comparison NONE = new Comparison(0, List.of());

  /** A word by its sentence and its index in it, both from 0. */
  record Place(int sentence, int word) {}

  /**
   * A word that is tagged in two ways.
   *
   * @param word what the first model says of it
   * @param tag the other one's tag
   * @param confidence the other one's probability of it
   */
  record Difference(FoundWord word, String tag, float confidence) {}

  private Comparison(int words, List<Difference> differences) {
    this(words, differences, places(differences));
  }

  Comparison {
    differences = List.copyOf(differences);
    places = Set.copyOf(places);
  }

  private static Set<Place> places(List<Difference> differences) {
    var places = new HashSet<Place>();
    differences.forEach(it -> places.add(new Place(it.word().sentence(), it.word().index())));
    return places;
  }

  /** Compares as far as both have come; of different texts nothing. */
  static Comparison of(Tagging first, Tagging second) {
    if (!first.text().equals(second.text())) {
      return NONE;
    }
    // The same text is split into the same words, whatever the model.
    var one = FoundWord.of(first);
    var other = FoundWord.of(second);
    var words = Math.min(one.size(), other.size());
    var differences = new ArrayList<Difference>();
    for (var i = 0; i < words; i++) {
      if (!one.get(i).tag().equals(other.get(i).tag())) {
        differences.add(new Difference(one.get(i), other.get(i).tag(), other.get(i).confidence()));
      }
    }
    return new Comparison(words, differences);
  }

  boolean isDifferent(int sentence, int word) {
    return places.contains(new Place(sentence, word));
  }
}
