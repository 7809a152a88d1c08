package bonsai.ner;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/**
 * The sentences of a file in few large arrays: a million sentences of fifteen words take some 100
 * MB and no work from the garbage collector. A sentence becomes an object when it is asked for.
 */
final class SentenceTable extends AbstractList<Sentence> implements RandomAccess {
  private final String[] strings;
  private final String[] tagStrings;
  private final int[] starts; // one more than sentences
  private final int[] words;
  private final char[] tags;

  private SentenceTable(
      String[] strings, String[] tagStrings, int[] starts, int[] words, char[] tags) {
    this.strings = strings;
    this.tagStrings = tagStrings;
    this.starts = starts;
    this.words = words;
    this.tags = tags;
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  @Override
  public Sentence get(int index) {
    return new Sentence(words(index), tags(index));
  }

  /** The words of each sentence, without its tags; like this list, it makes them when asked. */
  List<List<String>> wordLists() {
    return new WordLists();
  }

  private final class WordLists extends AbstractList<List<String>> implements RandomAccess {
    @Override
    public int size() {
      return SentenceTable.this.size();
    }

    @Override
    public List<String> get(int index) {
      return words(index);
    }
  }

  List<String> words(int index) {
    var some = new String[length(index)];
    for (int i = 0; i < some.length; i++) {
      some[i] = strings[words[starts[index] + i]];
    }
    return List.of(some);
  }

  List<String> tags(int index) {
    var some = new String[length(index)];
    for (int i = 0; i < some.length; i++) {
      some[i] = tagStrings[tags[starts[index] + i]];
    }
    return List.of(some);
  }

  private int length(int index) {
    return starts[index + 1] - starts[index];
  }

  /** Gives strings numbers; the files of a corpus share one for words and one for tags. */
  static final class Numbers {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> strings = new ArrayList<>();

    int of(String string) {
      var number = numbers.get(string);
      if (number == null) {
        number = strings.size();
        numbers.put(string, number);
        strings.add(string);
      }
      return number;
    }

    int size() {
      return strings.size();
    }

    private String[] toArray() {
      return strings.toArray(String[]::new);
    }
  }

  /** Grows word by word, and lets the tags of whole sentences be rewritten at the end. */
  static final class Builder {
    private final Numbers wordNumbers;
    private final Numbers tagNumbers;
    private int[] starts = new int[1024];
    private int sentences;
    private int[] words = new int[16 * 1024];
    private char[] tags = new char[16 * 1024];
    private int size;

    Builder(Numbers wordNumbers, Numbers tagNumbers) {
      this.wordNumbers = wordNumbers;
      this.tagNumbers = tagNumbers;
    }

    void add(String word, String tag) {
      if (size == words.length) {
        words = Arrays.copyOf(words, grown(size));
        tags = Arrays.copyOf(tags, grown(size));
      }
      words[size] = wordNumbers.of(word);
      tags[size] = (char) tagNumbers.of(tag);
      size++;
    }

    /** Words since the last sentence's end. */
    int pending() {
      return size - starts[sentences];
    }

    void endSentence() {
      if (++sentences == starts.length) {
        starts = Arrays.copyOf(starts, grown(sentences));
      }
      starts[sentences] = size;
    }

    int sentences() {
      return sentences;
    }

    /** The tags of a sentence that has ended. */
    List<String> tags(int sentence) {
      var some = new String[starts[sentence + 1] - starts[sentence]];
      for (int i = 0; i < some.length; i++) {
        some[i] = tagNumbers.strings.get(tags[starts[sentence] + i]);
      }
      return List.of(some);
    }

    /** Replaces the tags of a sentence that has ended. */
    void retag(int sentence, List<String> newTags) {
      for (int i = 0; i < newTags.size(); i++) {
        tags[starts[sentence] + i] = (char) tagNumbers.of(newTags.get(i));
      }
    }

    /** What has been added so far, by words and tags known so far. */
    SentenceTable build() {
      return new SentenceTable(
          wordNumbers.toArray(),
          tagNumbers.toArray(),
          Arrays.copyOf(starts, sentences + 1),
          Arrays.copyOf(words, size),
          Arrays.copyOf(tags, size));
    }

    private static int grown(int capacity) {
      return Math.multiplyExact(2, capacity);
    }
  }
}
