package bonsai.ner;

import bonsai.base.Setting;
import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** More sentences to train on, made from those there are, as a run's spec names it. */
public record Augmentation(
    @Setting(
            label = "Swap entities",
            help = "Put other entities of the same type, from the training split, in their places.",
            initial = "true")
        boolean entitySwaps,
    @Setting(
            label = "Upper case",
            help = "Write sentences in capitals, as headlines of newswire are.",
            initial = "true")
        boolean upperCase,
    @Setting(
            label = "Title case",
            help = "Begin every word with a capital, as headlines of newspapers do.",
            initial = "true")
        boolean titleCase,
    @Setting(
            label = "Lower case",
            help = "Write sentences without capitals, as posts are; newswire has next to none.",
            initial = "false")
        boolean lowerCase,
    @Setting(
            label = "Pair sentences",
            help = "Join a sentence and the next one, each the other's context.",
            initial = "true")
        boolean sentencePairs,
    @Setting(
            label = "Copies",
            help = "New sentences made from each one, as far as they differ from it.",
            unit = "for each sentence",
            initial = "1",
            min = 1,
            max = 100)
        int copies,
    @Setting(
            label = "Longest",
            help = "New sentences of more words are not made.",
            unit = "words",
            initial = "100",
            min = 1,
            max = 1000)
        int longest) {
  public Augmentation {
    if (!entitySwaps && !upperCase && !titleCase && !lowerCase && !sentencePairs) {
      throw new UserException(
          "entitySwaps and the other ways to make sentences are all off: switch one on, or leave"
              + " augmentation out.");
    }
  }

  /** A way to make a sentence. */
  enum Kind {
    ENTITY_SWAP,
    UPPER_CASE,
    TITLE_CASE,
    LOWER_CASE,
    SENTENCE_PAIR
  }

  /** The ways that are switched on. */
  Set<Kind> kinds() {
    var kinds = EnumSet.noneOf(Kind.class);
    for (var kind : Kind.values()) {
      var on =
          switch (kind) {
            case ENTITY_SWAP -> entitySwaps;
            case UPPER_CASE -> upperCase;
            case TITLE_CASE -> titleCase;
            case LOWER_CASE -> lowerCase;
            case SENTENCE_PAIR -> sentencePairs;
          };
      if (on) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /**
   * The sentences, and behind them those made from them. The same sentences and seed give the same
   * result.
   *
   * @param sentences a training split, in the order of its file
   */
  public List<Sentence> extended(List<Sentence> sentences, long seed) {
    var random = new Random(seed);
    var augmenter = new Augmenter(this, sentences);
    var extended = new ArrayList<>(sentences);
    for (int i = 0; i < sentences.size(); i++) {
      extended.addAll(augmenter.variants(i, random));
    }
    return extended;
  }
}
