package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SampleCorpusTest {
  private final Corpus corpus = SampleCorpus.corpus();

  @Test
  void hasTheSizesAndTypesItPromises() {
    assertThat(corpus.sentences(Split.TRAIN)).hasSize(2_000);
    assertThat(corpus.sentences(Split.VALID)).hasSize(400);
    assertThat(corpus.sentences(Split.TEST)).hasSize(400);
    assertThat(corpus.labels().tags())
        .containsExactly(
            "O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC");
    for (var split : Split.values()) {
      var types = new TreeSet<String>();
      entities(split).forEach((name, itsTypes) -> types.addAll(itsTypes));
      assertThat(types).containsExactly("LOC", "MISC", "ORG", "PER");
    }
  }

  @Test
  void isTheSameEveryTime() {
    assertThat(SampleCorpus.write()).isEqualTo(corpus);
  }

  @Test
  void repeatsNoSentence() {
    var sentences = new ArrayList<List<String>>();
    for (var split : Split.values()) {
      corpus.sentences(split).forEach(sentence -> sentences.add(sentence.words()));
    }
    assertThat(sentences).doesNotHaveDuplicates();
  }

  @Test
  void everyTagSequenceIsWellFormed() {
    for (var split : Split.values()) {
      for (var sentence : corpus.sentences(split)) {
        assertThat(StrictScheme.IOB2.spans(sentence.tags()))
            .as("%s", sentence)
            .isEqualTo(Spans.of(sentence.tags()));
      }
    }
  }

  @Test
  void noNotationIsLeftInTheText() {
    for (var split : Split.values()) {
      for (var sentence : corpus.sentences(split)) {
        assertThat(sentence.words())
            .noneMatch(word -> word.isBlank() || word.matches(".*[<>\\[\\]_*].*"));
      }
    }
  }

  @Test
  void someNamesAreThreeTypesByContext() {
    var ambiguous = Set.of("PER", "ORG", "LOC");
    assertThat(entities(Split.TRAIN).values().stream().filter(ambiguous::equals))
        .hasSizeGreaterThan(8);
  }

  @Test
  void testHasNamesThatNoOtherSplitHas() {
    var known = words(Split.TRAIN);
    known.addAll(words(Split.VALID));
    var unseen = words(Split.TEST);
    unseen.removeAll(known);
    assertThat(unseen).hasSizeBetween(30, 200);
  }

  @Test
  void hasHeadlinesInCapitalsAndTextWithoutAny() {
    var train = corpus.sentences(Split.TRAIN);
    var capitals = train.stream().filter(s -> text(s).equals(text(s).toUpperCase(Locale.ROOT)));
    var small = train.stream().filter(s -> text(s).equals(text(s).toLowerCase(Locale.ROOT)));
    assertThat(capitals.count()).isBetween(100L, 300L);
    assertThat(small.count()).isBetween(50L, 200L);
  }

  private static String text(Sentence sentence) {
    return String.join(" ", sentence.words());
  }

  /** The words of the entities of a split, in lower case. */
  private Set<String> words(Split split) {
    var words = new HashSet<String>();
    for (var name : entities(split).keySet()) {
      words.addAll(List.of(name.toLowerCase(Locale.ROOT).split(" ")));
    }
    return words;
  }

  private Map<String, Set<String>> entities(Split split) {
    var types = new HashMap<String, Set<String>>();
    for (var sentence : corpus.sentences(split)) {
      for (var span : Spans.of(sentence.tags())) {
        var name = String.join(" ", sentence.words().subList(span.start(), span.end()));
        types.computeIfAbsent(name, none -> new HashSet<>()).add(span.type());
      }
    }
    return types;
  }
}
