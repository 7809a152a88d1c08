package bonsai.run;

import bonsai.model.BertConfig;
import bonsai.ner.Augmentation;
import bonsai.ner.Split;
import bonsai.technique.Distil;
import bonsai.technique.Technique;
import bonsai.train.Distillation;
import java.util.Optional;

/**
 * What the teacher's outputs take for all that a stage trains on.
 *
 * @param bytes about so many; of text without tags, told from the size of its files
 * @param kept whether they are kept on the disk; else the teacher runs in every step
 * @param mostBytes so many may be kept; 0 where none are to be
 */
public record OutputsSize(long bytes, boolean kept, long mostBytes) {
  /** English newswire, cut by the vocabulary of bert-base-cased. */
  private static final double PIECES_PER_WORD = 1.35;

  /** Of English text; a word's six, its blank among them, in so many pieces. */
  private static final double BYTES_PER_PIECE = 6 / PIECES_PER_WORD;

  /** A piece's window is longer on average than the average window, since long ones hold more. */
  private static final double LONG_TO_MEAN = 1.5;

  /** Those that begin and end a window. */
  private static final int SPECIAL_PIECES = 2;

  /** Empty where the stage learns from no teacher. */
  static Optional<OutputsSize> of(
      Technique technique, BertConfig student, CorpusSize corpus, BertConfig teacher) {
    return technique.learns().map(learnt -> of(learnt, technique, student, corpus, teacher));
  }

  private static OutputsSize of(
      Distillation.Settings learnt,
      Technique technique,
      BertConfig student,
      CorpusSize corpus,
      BertConfig teacher) {
    var train = corpus.count(Split.TRAIN);
    var augmentation =
        technique instanceof Distil distil ? distil.augmentation() : Optional.<Augmentation>empty();
    var copies = 1 + augmentation.map(Augmentation::copies).orElse(0);
    var length = SPECIAL_PIECES + PIECES_PER_WORD * train.words() / train.sentences();
    var windows = (double) copies * train.sentences() + unlabelled(technique, length);
    var bytes =
        Distillation.cacheBytes(
            learnt.hidden(), student, teacher, Math.round(windows * length), length * LONG_TO_MEAN);
    var cache = learnt.cache();
    var most = cache.keep() ? Math.round(cache.gigabytes() * 1e9) : 0;
    return new OutputsSize(bytes, cache.allows(bytes), most);
  }

  /** About how many windows of that length the text without tags has. */
  private static double unlabelled(Technique technique, double length) {
    return technique instanceof Distil distil
        ? distil
            .unlabelled()
            .map(text -> text.most(Math.round(text.bytes() / (length * BYTES_PER_PIECE))))
            .orElse(0L)
        : 0;
  }
}
