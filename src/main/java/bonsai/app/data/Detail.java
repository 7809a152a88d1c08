package bonsai.app.data;

import bonsai.base.UserException;
import bonsai.ner.AlignedWord;
import bonsai.ner.Alignment;
import bonsai.ner.Corpus.Problem;
import bonsai.ner.Labels;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One sentence, looked at closely.
 *
 * @param problems what is amiss on its lines
 */
record Detail(OpenCorpus open, Split split, int number, Pieces pieces, List<Problem> problems) {
  /**
   * What a tokenizer makes of a sentence.
   *
   * @param words its words; without pieces where there is no tokenizer
   * @param known whether there was a tokenizer
   * @param note how many pieces there are and whose they are, or why there are none
   */
  record Pieces(List<AlignedWord> words, boolean known, String note) {}

  /** Looks at a sentence; opens the tokenizer if need be, which takes half a second. */
  static Detail of(OpenCorpus open, Split split, int number, Tokenizers tokenizers) {
    var sentence = open.index(split).sentence(number);
    return new Detail(
        open,
        split,
        number,
        pieces(sentence, open.corpus().labels(), tokenizers),
        open.corpus().problems(split, number));
  }

  private static Pieces pieces(Sentence sentence, Labels labels, Tokenizers tokenizers) {
    try {
      return tokenizers
          .with(opened -> pieces(sentence, labels, opened))
          .orElseGet(() -> none(sentence, Tokenizers.HOW_TO_GET_ONE));
    } catch (UserException e) {
      return none(sentence, e.getMessage());
    }
  }

  private static Pieces pieces(Sentence sentence, Labels labels, Tokenizers.Opened opened) {
    var words = AlignedWord.of(sentence, labels, opened.tokenizer(), Alignment.BERT_LENGTH);
    var pieces = words.stream().mapToInt(word -> word.pieces().size()).sum();
    var note = counted(words.size(), "word") + ", " + counted(pieces, "piece");
    return new Pieces(words, true, note + " with " + opened.model());
  }

  private static Pieces none(Sentence sentence, String why) {
    var words =
        IntStream.range(0, sentence.size())
            .mapToObj(
                i ->
                    new AlignedWord(
                        sentence.words().get(i),
                        sentence.tags().get(i),
                        List.of(),
                        List.of(),
                        List.of()))
            .toList();
    return new Pieces(words, false, why);
  }

  private static String counted(int number, String unit) {
    return String.format(Locale.ROOT, "%,d %s%s", number, unit, number == 1 ? "" : "s");
  }

  Sentence sentence() {
    return open.index(split).sentence(number);
  }

  /** Where it stands: {@code train.txt, line 12}, or its number where there is no file. */
  String place() {
    return open.corpus()
        .origin(split)
        .map(
            origin -> origin.file() + String.format(Locale.ROOT, ", line %,d", origin.line(number)))
        .orElseGet(() -> String.format(Locale.ROOT, "%s, sentence %,d", split.label(), number + 1));
  }
}
