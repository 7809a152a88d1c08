package bonsai.app.data;

import bonsai.ner.Corpus;
import bonsai.ner.Sentence;
import bonsai.ner.Spans;
import bonsai.ner.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * What filters ask of each sentence of a split, in a few large arrays: 16 bytes a sentence. The
 * sentences themselves stay where they are.
 */
final class SplitIndex {
  /** How many sentences are scanned between two looks at whether anybody still waits. */
  private static final int STRIDE = 4096;

  /** Entity types that have a bit of their own; a type beyond them is looked up in the tags. */
  private static final int MASKED_TYPES = 64;

  private final List<Sentence> sentences;
  private final List<String> types = new ArrayList<>();
  private final int[] words;
  private final int[] entities;
  private final long[] typeMasks;
  private final BitSet problems;

  private SplitIndex(Corpus corpus, Split split) {
    sentences = corpus.sentences(split);
    words = new int[sentences.size()];
    entities = new int[sentences.size()];
    typeMasks = new long[sentences.size()];
    problems = corpus.withProblems(split);
  }

  /**
   * Looks at every sentence of a split once.
   *
   * @throws CancellationException once nobody waits for it any more
   */
  static SplitIndex of(Corpus corpus, Split split, BooleanSupplier cancelled) {
    var index = new SplitIndex(corpus, split);
    for (var i = 0; i < index.size(); i++) {
      stopIf(cancelled, i);
      var sentence = index.sentences.get(i);
      index.words[i] = sentence.size();
      for (var span : Spans.of(sentence.tags())) {
        index.entities[i]++;
        index.typeMasks[i] |= index.mask(span.type());
      }
    }
    return index;
  }

  /** The bit of a type, which gets the next one if it is new; 0 when all bits are taken. */
  private long mask(String type) {
    var place = types.indexOf(type);
    if (place < 0) {
      place = types.size();
      types.add(type);
    }
    return place < MASKED_TYPES ? 1L << place : 0;
  }

  int size() {
    return words.length;
  }

  Sentence sentence(int number) {
    return sentences.get(number);
  }

  int words(int number) {
    return words[number];
  }

  int entities(int number) {
    return entities[number];
  }

  boolean hasProblem(int number) {
    return problems.get(number);
  }

  int withProblems() {
    return problems.cardinality();
  }

  /**
   * The numbers of the sentences that a query asks for, in its order.
   *
   * @throws CancellationException once nobody waits for it any more
   */
  int[] find(Query query, BooleanSupplier cancelled) {
    var found = new int[size()];
    var count = 0;
    var matcher = new TextMatcher(query.text(), query.caseSensitive());
    var place = query.type().map(types::indexOf).orElse(0);
    for (var i = 0; i < found.length; i++) {
      stopIf(cancelled, i);
      if (words[i] >= query.minWords()
          && words[i] <= query.maxWords()
          && (!query.onlyProblems() || problems.get(i))
          && (query.type().isEmpty() || hasType(i, place))
          && (query.text().isEmpty() || matcher.matches(sentences.get(i).words()))) {
        found[count++] = i;
      }
    }
    return sorted(Arrays.copyOf(found, count), query.order());
  }

  private boolean hasType(int number, int place) {
    if (place < MASKED_TYPES) {
      return place >= 0 && (typeMasks[number] & 1L << place) != 0;
    }
    var type = types.get(place);
    return Spans.of(sentences.get(number).tags()).stream()
        .anyMatch(span -> span.type().equals(type));
  }

  private int[] sorted(int[] numbers, Query.Order order) {
    if (order.equals(Query.Order.OF_THE_FILE)) {
      return numbers;
    }
    // The key above, the number below: one sort of primitives, and stable.
    var keys = new long[numbers.length];
    for (var i = 0; i < keys.length; i++) {
      var number = numbers[i];
      long key =
          switch (order.key()) {
            case NUMBER -> number;
            case WORDS -> words[number];
            case ENTITIES -> entities[number];
          };
      keys[i] = (order.descending() ? -key : key) << 32 | number;
    }
    Arrays.sort(keys);
    var result = new int[keys.length];
    for (var i = 0; i < keys.length; i++) {
      result[i] = (int) keys[i];
    }
    return result;
  }

  private static void stopIf(BooleanSupplier cancelled, int i) {
    if (i % STRIDE == 0 && cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }
}
