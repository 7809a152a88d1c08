package bonsai.app.playground;

import bonsai.ner.Span;
import bonsai.ner.Spans;
import bonsai.tag.TaggedEntity;
import bonsai.tag.TaggedSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A sentence, or a part of a very long one, as a list shows it: few enough words to lay out at
 * once.
 *
 * @param sentence the index of the sentence in the text, from 0
 * @param from the first word of the part
 * @param to the word after its last one
 */
record Row(int sentence, TaggedSentence tagged, int from, int to) {
  /** A longer sentence, such as a text without full stops, is shown in parts. */
  static final int MOST_WORDS = 120;

  /** The rows of a tagging, in the order of the text. */
  static List<Row> of(Tagging tagging) {
    var rows = new ArrayList<Row>();
    for (var i = 0; i < tagging.sentences().size(); i++) {
      var sentence = tagging.sentences().get(i);
      for (var from = 0; from < sentence.words().size(); ) {
        var to = end(sentence, from);
        rows.add(new Row(i, sentence, from, to));
        from = to;
      }
    }
    return rows;
  }

  /** Where a part ends: between entities, unless one is longer than a part. */
  private static int end(TaggedSentence sentence, int from) {
    var size = sentence.words().size();
    var most = Math.min(from + MOST_WORDS, size);
    for (var to = most; to > from; to--) {
      if (to == size || sentence.entities().stream().noneMatch(contains(to))) {
        return to;
      }
    }
    return most;
  }

  private static Predicate<TaggedEntity> contains(int border) {
    return entity -> entity.start() < border && border < entity.end();
  }

  /** The entities of the part; one longer than a part is cut. */
  List<Span> spans() {
    return Spans.of(tagged.tags().subList(from, to)).stream()
        .map(span -> new Span(span.type(), span.start() + from, span.end() + from))
        .toList();
  }

  /** Whether there is space before a word in the text. */
  boolean isSpaceBefore(int word) {
    return word > from && tagged.offsets().get(word - 1).end() < tagged.offsets().get(word).start();
  }
}
