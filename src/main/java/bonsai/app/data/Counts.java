package bonsai.app.data;

import bonsai.base.UserException;
import bonsai.ner.CorpusStats.SplitStats;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The counts and distributions of a split.
 *
 * @param pieces how many words have how many pieces; empty without a tokenizer
 * @param piecesNote whose pieces they are, or why there are none
 */
record Counts(SplitStats stats, SortedMap<Integer, Long> pieces, String piecesNote) {
  private static final int WORDS_AT_ONCE = 8192;

  /**
   * Counts a split; takes a second for some hundred thousand sentences.
   *
   * @throws CancellationException once nobody waits for it any more
   */
  static Counts of(OpenCorpus open, Split split, Tokenizers tokenizers, BooleanSupplier cancelled) {
    var stats = SplitStats.of(open.corpus(), split);
    try {
      var pieces = new TreeMap<Integer, Long>();
      var model = tokenizers.with(Tokenizers.Opened::model);
      if (model.isPresent()) {
        countPieces(open.corpus().sentences(split), tokenizers, cancelled, pieces);
      }
      return new Counts(
          stats,
          pieces,
          model.map(name -> mean(pieces) + " with " + name).orElse(Tokenizers.HOW_TO_GET_ONE));
    } catch (UserException e) {
      return new Counts(stats, new TreeMap<>(), e.getMessage());
    }
  }

  /** Each distinct word is tokenised once, and counts as often as it occurs. */
  private static void countPieces(
      List<Sentence> sentences,
      Tokenizers tokenizers,
      BooleanSupplier cancelled,
      Map<Integer, Long> pieces) {
    var occurrences = new HashMap<String, int[]>();
    for (var i = 0; i < sentences.size(); i++) {
      stopIf(cancelled, i);
      for (var word : sentences.get(i).words()) {
        occurrences.computeIfAbsent(word, each -> new int[1])[0]++;
      }
    }
    var words = new ArrayList<>(occurrences.keySet());
    for (var from = 0; from < words.size(); from += WORDS_AT_ONCE) {
      stopIf(cancelled, 0);
      var some = words.subList(from, Math.min(words.size(), from + WORDS_AT_ONCE));
      var encoded =
          tokenizers
              .with(opened -> opened.tokenizer().encode(some))
              .orElseThrow(CancellationException::new);
      for (var i = 0; i < encoded.length; i++) {
        // A word without pieces stands as one [UNK].
        pieces.merge(
            Math.max(1, encoded[i].length), (long) occurrences.get(some.get(i))[0], Long::sum);
      }
    }
  }

  private static String mean(Map<Integer, Long> pieces) {
    var words = 0L;
    var all = 0L;
    for (var entry : pieces.entrySet()) {
      words += entry.getValue();
      all += entry.getKey() * entry.getValue();
    }
    return String.format(Locale.ROOT, "%.2f pieces a word", (double) all / Math.max(1, words));
  }

  private static void stopIf(BooleanSupplier cancelled, int i) {
    if (i % 4096 == 0 && cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }
}
