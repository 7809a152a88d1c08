package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bonsai.base.RecordReader;
import bonsai.base.Settings;
import bonsai.base.UserException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
  private static final Sentence VISIT = sentence("Peter/B-PER visits New/B-LOC York/I-LOC .");
  private static final Sentence RETURN = sentence("Mary/B-PER Ann/I-PER left Rome/B-LOC .");
  private static final Sentence HEADLINE = sentence("ROME/B-LOC FALLS");
  private static final Sentence PLAIN = sentence("It rains .");

  @Test
  void theOriginalsComeFirstAndInTheirOrder() {
    var sentences = List.of(VISIT, RETURN, PLAIN);

    var extended = Settings.initial(Augmentation.class).extended(sentences, 1);

    assertThat(extended.subList(0, 3)).isEqualTo(sentences);
    assertThat(extended).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void entitiesAreSwappedForThoseOfTheirTypeWithTheirTags() {
    assertThat(variants(swaps(1), 0, VISIT, RETURN))
        .containsExactly(sentence("Mary/B-PER Ann/I-PER visits Rome/B-LOC ."));
    assertThat(variants(swaps(1), 1, VISIT, RETURN))
        .containsExactly(sentence("Peter/B-PER left New/B-LOC York/I-LOC ."));
  }

  @Test
  void adjacentEntitiesStayApart() {
    var list = sentence("Rome/B-LOC New/B-LOC York/I-LOC Peter/B-PER");
    var other = sentence("In Paris/B-LOC with Mary/B-PER");

    for (var variant : variants(swaps(5), 0, list, other)) {
      assertThat(Spans.of(variant.tags()))
          .extracting(Span::type)
          .containsExactly("LOC", "LOC", "PER");
    }
  }

  @Test
  void anEntityThatIsAloneInItsTypeStays() {
    var match = sentence("Peter/B-PER won the Cup/B-MISC");

    assertThat(variants(swaps(3), 0, match, RETURN))
        .containsExactly(sentence("Mary/B-PER Ann/I-PER won the Cup/B-MISC"));
    assertThat(variants(swaps(3), 0, match)).isEmpty();
  }

  @Test
  void aCorpusWithoutEntitiesHasNothingToSwap() {
    assertThat(swaps(3).extended(List.of(PLAIN, PLAIN), 1)).containsExactly(PLAIN, PLAIN);
  }

  @Test
  void anEntityInAHeadlineIsInCapitals() {
    assertThat(variants(swaps(1), 0, HEADLINE, VISIT))
        .containsExactly(sentence("NEW/B-LOC YORK/I-LOC FALLS"));
  }

  @Test
  void anEntityInLowerCaseTextIsInLowerCase() {
    assertThat(variants(swaps(1), 0, sentence("i love rome/B-LOC"), VISIT))
        .containsExactly(sentence("i love new/B-LOC york/I-LOC"));
  }

  @Test
  void headlinesLendNoEntitiesToOtherSentences() {
    var paris = sentence("In Paris/B-LOC");

    assertThat(variants(swaps(20), 0, VISIT, paris, HEADLINE))
        .containsExactly(sentence("Peter/B-PER visits Paris/B-LOC ."));
  }

  @Test
  void caseVariantsKeepTheTags() {
    var sentence = sentence("EU/B-ORG rejects McDonald/B-PER 's call");

    assertThat(variants(cases(true, false, false), 0, sentence))
        .containsExactly(sentence("EU/B-ORG REJECTS MCDONALD/B-PER 'S CALL"));
    assertThat(variants(cases(false, true, false), 0, sentence))
        .containsExactly(sentence("EU/B-ORG Rejects McDonald/B-PER 's Call"));
    assertThat(variants(cases(false, false, true), 0, sentence))
        .containsExactly(sentence("eu/B-ORG rejects mcdonald/B-PER 's call"));
  }

  @Test
  void aHeadlineInTitleCaseLosesItsOtherCapitals() {
    assertThat(variants(cases(true, true, false), 0, HEADLINE))
        .containsExactly(sentence("Rome/B-LOC Falls"));
  }

  @Test
  void aSentenceIsPairedWithTheNextOne() {
    assertThat(variants(pairs(100), 0, VISIT, PLAIN, RETURN))
        .containsExactly(sentence("Peter/B-PER visits New/B-LOC York/I-LOC . It rains ."));
    assertThat(variants(pairs(100), 2, VISIT, PLAIN, RETURN)).isEmpty();
  }

  @Test
  void anEntityAtTheBorderOfAPairBeginsAnew() {
    var irregular = new Sentence(List.of("York", "falls"), List.of("I-LOC", "O"));

    assertThat(variants(pairs(100), 0, sentence("In New/B-LOC"), irregular))
        .containsExactly(sentence("In New/B-LOC York/B-LOC falls"));
  }

  @Test
  void aPairOverTheLimitIsNotMade() {
    assertThat(variants(pairs(8), 0, VISIT, PLAIN)).hasSize(1);
    assertThat(variants(pairs(7), 0, VISIT, PLAIN)).isEmpty();
  }

  @Test
  void noCopyIsMadeTwice() {
    var all = new Augmentation(true, true, true, true, true, 50, 100);

    var extended = all.extended(List.of(VISIT, RETURN, HEADLINE, PLAIN), 3);

    assertThat(extended).doesNotHaveDuplicates();
  }

  @Test
  void allWaysAreTakenInTurnByChance() {
    var sample = SampleCorpus.corpus().sentences(Split.TRAIN);
    var all = new Augmentation(true, true, false, false, true, 1, 100);

    var made = all.extended(sample, 1).subList(sample.size(), 2 * sample.size() - 1);
    var upper = made.stream().filter(each -> Casing.of(each.words()) == Casing.UPPER).count();

    assertThat(upper).isBetween(sample.size() / 4L, sample.size() / 2L);
  }

  @Test
  void theSameSeedGivesTheSameSentences() {
    var sample = SampleCorpus.corpus().sentences(Split.TRAIN);
    var settings = Settings.initial(Augmentation.class);

    assertThat(settings.extended(sample, 1)).isEqualTo(settings.extended(sample, 1));
    assertThat(settings.extended(sample, 1)).isNotEqualTo(settings.extended(sample, 2));
  }

  @Test
  void aSpecThatSwitchesAllOffIsRefused() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(
            () ->
                RecordReader.read(
                    Augmentation.class,
                    "spec",
                    "{\"entitySwaps\": false, \"upperCase\": false, \"titleCase\": false,"
                        + " \"sentencePairs\": false}"))
        .withMessage(
            "spec: entitySwaps and the other ways to make sentences are all off: switch one on, or"
                + " leave augmentation out.");
  }

  private static Augmentation swaps(int copies) {
    return new Augmentation(true, false, false, false, false, copies, 100);
  }

  private static Augmentation cases(boolean upper, boolean title, boolean lower) {
    return new Augmentation(false, upper, title, lower, false, 1, 100);
  }

  private static Augmentation pairs(int longest) {
    return new Augmentation(false, false, false, false, true, 1, longest);
  }

  private static List<Sentence> variants(Augmentation settings, int index, Sentence... corpus) {
    return new Augmenter(settings, List.of(corpus)).variants(index, new Random(1));
  }

  /** Words with their tags behind a slash; those without one have an O. */
  private static Sentence sentence(String text) {
    var rows = List.of(text.split(" ")).stream().map(each -> each.split("/")).toList();
    return new Sentence(
        rows.stream().map(row -> row[0]).toList(),
        rows.stream().map(row -> row.length == 1 ? "O" : row[1]).toList());
  }
}
