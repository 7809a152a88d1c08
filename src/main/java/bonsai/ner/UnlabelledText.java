package bonsai.ner;

import bonsai.base.UserException;
import bonsai.ner.Corpus.Problem;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.RandomAccess;

/**
 * Sentences that nobody has tagged, read and cut into words; a teacher may tag them. {@link
 * Alignment#encode(List, WordPieceTokenizer, int)} makes windows of them in which every label is
 * ignored.
 *
 * @param sentences the words of each sentence, at least one sentence, none empty; made when asked
 *     for, so that millions of words take no more than some ten bytes each
 * @param sources the files, in the order of their sentences
 * @param problems what was found amiss but could be lived with, in file order
 */
public record UnlabelledText(
    List<List<String>> sentences, List<Source> sources, List<Problem> problems) {
  public UnlabelledText {
    // The sentences are not copied: that would make all of them.
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }

  /**
   * A file that was read.
   *
   * @param file its name; in a folder, that folder's name and the path in it
   * @param layout how it was read
   * @param sentences what it gave
   * @param words what it gave
   */
  public record Source(String file, TextLayout layout, int sentences, long words) {}

  /**
   * Reads files, and all text files of folders and the folders in them, in the order of their
   * names. The layout of each file is found out where none is given.
   *
   * @param places files or folders
   * @throws UserException if one is missing, unreadable or no UTF-8 text, or if there are no
   *     sentences in them
   */
  public static UnlabelledText read(List<Path> places, Optional<TextLayout> layout) {
    return new TextReader(layout).read(places);
  }

  /** The number of words of all sentences. */
  public long words() {
    return sentences.stream().mapToLong(List::size).sum();
  }

  /**
   * So many of the sentences, drawn evenly and left in their order; all if there are no more. The
   * sources and problems stay those of the whole.
   */
  public UnlabelledText sample(long most, long seed) {
    if (most >= sentences.size()) {
      return this;
    }
    // Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 S
    var random = new Random(seed);
    var chosen = new int[(int) most];
    for (int i = 0, drawn = 0; drawn < chosen.length; i++) {
      if (random.nextInt(sentences.size() - i) < chosen.length - drawn) {
        chosen[drawn++] = i;
      }
    }
    return new UnlabelledText(new Some(sentences, chosen), sources, problems);
  }

  /** Some of many sentences. */
  private static final class Some extends AbstractList<List<String>> implements RandomAccess {
    private final List<List<String>> all;
    private final int[] chosen;

    Some(List<List<String>> all, int[] chosen) {
      this.all = all;
      this.chosen = chosen;
    }

    @Override
    public int size() {
      return chosen.length;
    }

    @Override
    public List<String> get(int index) {
      return all.get(chosen[index]);
    }
  }
}
