package bonsai.ner;

import java.util.ArrayList;
import java.util.List;

/**
 * A word as the model sees it, for people to look at.
 *
 * @param word the word itself
 * @param tag its tag in BIO
 * @param pieces its WordPieces, at least one; none where no tokenizer was asked
 * @param ids their ids
 * @param labels the tag that each piece is trained on
 */
public record AlignedWord(
    String word, String tag, List<String> pieces, List<Integer> ids, List<String> labels) {
  public AlignedWord {
    pieces = List.copyOf(pieces);
    ids = List.copyOf(ids);
    labels = List.copyOf(labels);
  }

  /**
   * The words of a sentence, each from the window that scores it.
   *
   * @param maxLength the most tokens of a window, special ones included
   */
  public static List<AlignedWord> of(
      Sentence sentence, Labels labels, WordPieceTokenizer tokenizer, int maxLength) {
    var encoded = Alignment.encode(List.of(sentence), labels, tokenizer, maxLength);
    var words = new ArrayList<AlignedWord>();
    for (var window : encoded.windows()) {
      for (int word = window.firstScored(); word < window.endScored(); word++) {
        words.add(of(sentence, word, window, labels, tokenizer));
      }
    }
    return words;
  }

  private static AlignedWord of(
      Sentence sentence,
      int word,
      EncodedSentence window,
      Labels labels,
      WordPieceTokenizer tokenizer) {
    var pieces = new ArrayList<String>();
    var ids = new ArrayList<Integer>();
    var tags = new ArrayList<String>();
    for (int i = 0; i < window.length(); i++) {
      if (window.wordIds()[i] == word) {
        pieces.add(tokenizer.piece(window.ids()[i]));
        ids.add(window.ids()[i]);
        tags.add(labels.tag(window.labels()[i]));
      }
    }
    return new AlignedWord(
        sentence.words().get(word), sentence.tags().get(word), pieces, ids, tags);
  }
}
