package bonsai.app.playground;

import bonsai.ner.WordSplitter;
import bonsai.ner.WordSplitter.Word;
import bonsai.tag.TaggedEntity;
import bonsai.tag.TaggedSentence;
import bonsai.tag.TaggedSentence.Offset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A text that is being tagged, portion by portion: the sentences that were the same in the text
 * before it need not be asked again. Used by one thread at a time.
 */
final class Draft {
  private final String text;
  private final List<List<Word>> sentences;
  private final List<TaggedSentence> tagged;
  private int firstUntagged;
  private double milliseconds;

  /**
   * @param known what is known already, by a sentence's words; offsets are of no meaning
   */
  Draft(String text, Map<List<String>, TaggedSentence> known) {
    this.text = text;
    this.sentences = WordSplitter.split(text);
    this.tagged = new ArrayList<>(Collections.nCopies(sentences.size(), null));
    for (var i = 0; i < sentences.size(); i++) {
      var found = known.get(words(sentences.get(i)));
      if (found != null) {
        tagged.set(i, placed(found, sentences.get(i)));
      }
    }
    skipTagged();
  }

  /**
   * The indices of the next sentences to ask for; none if all are tagged.
   *
   * @param mostWords how many words they have at most, unless a single one has more
   */
  List<Integer> next(int mostWords) {
    var portion = new ArrayList<Integer>();
    var words = 0;
    for (var i = firstUntagged; i < sentences.size(); i++) {
      if (tagged.get(i) == null) {
        words += sentences.get(i).size();
        if (words > mostWords && !portion.isEmpty()) {
          break;
        }
        portion.add(i);
      }
    }
    return portion;
  }

  /** The words of a sentence. */
  List<String> words(int sentence) {
    return words(sentences.get(sentence));
  }

  /** Takes the answer for a portion. */
  void answer(List<Integer> portion, List<TaggedSentence> answers, double tookMilliseconds) {
    for (var i = 0; i < portion.size(); i++) {
      tagged.set(portion.get(i), placed(answers.get(i), sentences.get(portion.get(i))));
    }
    milliseconds += tookMilliseconds;
    skipTagged();
  }

  /** What is known without a gap from the beginning. */
  Tagging tagging() {
    var beginning = tagged.subList(0, firstUntagged);
    var all = sentences.stream().mapToInt(List::size).sum();
    var have = beginning.stream().mapToInt(sentence -> sentence.words().size()).sum();
    var done = firstUntagged == sentences.size() ? 1 : (double) have / all;
    return new Tagging(text, beginning, done, milliseconds, milliseconds);
  }

  private void skipTagged() {
    while (firstUntagged < tagged.size() && tagged.get(firstUntagged) != null) {
      firstUntagged++;
    }
  }

  private static List<String> words(List<Word> sentence) {
    return sentence.stream().map(Word::text).toList();
  }

  /** The same tags where the sentence stands in this text. */
  private TaggedSentence placed(TaggedSentence sentence, List<Word> words) {
    return new TaggedSentence(
        sentence.words(),
        sentence.tags(),
        sentence.confidences(),
        sentence.entities().stream()
            .map(
                entity ->
                    new TaggedEntity(
                        entity.type(),
                        entity.start(),
                        entity.end(),
                        text.substring(
                            words.get(entity.start()).start(), words.get(entity.end() - 1).end()),
                        entity.confidence()))
            .toList(),
        words.stream().map(word -> new Offset(word.start(), word.end())).toList());
  }
}
