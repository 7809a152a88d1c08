package bonsai.ner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The corpus that comes with the program: newswire of our own making, written by a grammar ({@code
 * sample.txt}) and a fixed seed, so that it is the same everywhere. Four entity types; names within
 * names; names that are a person, a place or an organisation by their sentence alone; headlines in
 * capitals and posts without any. A tenth of all names occurs only in test.
 */
public final class SampleCorpus {
  private static final long SEED = 20_030_531;
  private static final Map<Split, Integer> SIZES =
      Map.of(Split.TRAIN, 2_000, Split.VALID, 400, Split.TEST, 400);

  private SampleCorpus() {}

  /** Written when it is first asked for, and once. */
  private static final class Written {
    static final Corpus CORPUS = write();
  }

  /** 2,000 sentences to train on, 400 to choose by, 400 to report on; no sentence twice. */
  public static Corpus corpus() {
    return Written.CORPUS;
  }

  /** Writes it anew. */
  static Corpus write() {
    var grammar = SampleGrammar.parse(grammarText());
    var random = new Random(SEED);
    var seen = new HashSet<List<String>>();
    var splits = new EnumMap<Split, List<Sentence>>(Split.class);
    for (var split : Split.values()) {
      splits.put(split, sentences(grammar, split, random, seen));
    }
    return new Corpus(
        "sample", splits, Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC")), List.of());
  }

  private static List<Sentence> sentences(
      SampleGrammar grammar, Split split, Random random, Set<List<String>> seen) {
    var sentences = new ArrayList<Sentence>();
    while (sentences.size() < SIZES.get(split)) {
      var sentence = grammar.sentence(split, random);
      if (seen.add(sentence.words())) {
        sentences.add(sentence);
      }
    }
    return List.copyOf(sentences);
  }

  private static String grammarText() {
    try (var stream = SampleCorpus.class.getResourceAsStream("sample.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
