package bonsai.app.playground;

import java.util.ArrayList;
import java.util.List;

/**
 * A word of a text, as the table lists it.
 *
 * @param sentence the index of its sentence, from 0
 * @param index its index in the sentence, from 0
 * @param start where it begins in the text, in UTF-16 units
 * @param end where it ends
 */
record FoundWord(
    int sentence, int index, String word, String tag, float confidence, int start, int end) {
  /** The words of a tagging, in the order of the text. */
  static List<FoundWord> of(Tagging tagging) {
    var found = new ArrayList<FoundWord>(tagging.words());
    for (var i = 0; i < tagging.sentences().size(); i++) {
      var sentence = tagging.sentences().get(i);
      for (var word = 0; word < sentence.words().size(); word++) {
        var offset = sentence.offsets().get(word);
        found.add(
            new FoundWord(
                i,
                word,
                sentence.words().get(word),
                sentence.tags().get(word),
                sentence.confidences().get(word),
                offset.start(),
                offset.end()));
      }
    }
    return found;
  }
}
