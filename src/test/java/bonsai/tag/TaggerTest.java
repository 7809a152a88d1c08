package bonsai.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.TokenizerFiles;
import bonsai.ner.Labels;
import bonsai.ner.WordPieceTokenizer;
import bonsai.tag.TaggedSentence.Offset;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TorchTest
final class TaggerTest {
  private static final Compute COMPUTE =
      new Compute(
          Torch.load(Device.CPU), new PrecisionChoice(Precision.FLOAT32, "float32 for a test."));

  @TempDir private Path folder;

  private TaggedSentence tag(String... words) {
    try (var tagger = Tagger.open(TinyTagger.in(folder), () -> COMPUTE)) {
      return tagger.tagWords(List.of(List.of(words))).getFirst();
    }
  }

  @Test
  void eachWordHasTheTagOfItsFirstPiece() {
    var tagged = tag("Anna", "lives", "in", "Fiat", "Berlin", ".");

    assertThat(tagged.tags()).containsExactly("B-PER", "O", "O", "B-ORG", "B-LOC", "O");
    assertThat(tagged.words()).containsExactly("Anna", "lives", "in", "Fiat", "Berlin", ".");
    assertThat(tagged.offsets()).isEmpty();
  }

  @Test
  void confidencesAreTheSoftmaxOfTheChosenTag() {
    var expected = (float) TinyTagger.confidence();

    assertThat(expected).isBetween(0.8f, 0.95f);
    assertThat(tag("Anna", "lives", "Fiat").confidences())
        .allSatisfy(confidence -> assertThat(confidence).isCloseTo(expected, within(1e-5f)));
  }

  @Test
  void entitiesFollowConllevalsRules() {
    // Smith (I-PER) goes on from Anna (B-PER); York (I-LOC) behind O begins an entity by itself.
    var entities = tag("Anna", "Smith", "and", "York", "Smith").entities();

    assertThat(entities)
        .extracting(TaggedEntity::type, TaggedEntity::start, TaggedEntity::end, TaggedEntity::text)
        .containsExactly(
            tuple("PER", 0, 2, "Anna Smith"),
            tuple("LOC", 3, 4, "York"),
            tuple("PER", 4, 5, "Smith"));
    assertThat(entities.getFirst().confidence())
        .isCloseTo((float) TinyTagger.confidence(), within(1e-5f));
  }

  @Test
  void aTextIsSplitAndItsWordsKeepTheirPlaces() {
    try (var tagger = Tagger.open(TinyTagger.in(folder), () -> COMPUTE)) {
      var tagged = tagger.tagText(" Anna lives in New  York. Berlin!");

      assertThat(tagged).hasSize(2);
      assertThat(tagged.getFirst().words())
          .containsExactly("Anna", "lives", "in", "New", "York", ".");
      assertThat(tagged.getFirst().entities())
          .extracting(TaggedEntity::text)
          .containsExactly("Anna", "New  York");
      assertThat(tagged.getLast().offsets())
          .containsExactly(new Offset(26, 32), new Offset(32, 33));
      assertThat(tagged.getLast().tags()).containsExactly("B-LOC", "O");
    }
  }

  @Test
  void everyWordOfALongSentenceIsTagged() {
    var words = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (var i = 0; i < 5 * TinyTagger.POSITIONS; i++) {
      words.add(i % 3 == 0 ? "Berlin" : "Fiat");
      expected.add(i % 3 == 0 ? "B-LOC" : "B-ORG");
    }

    assertThat(tag(words.toArray(String[]::new)).tags()).isEqualTo(expected);
  }

  @Test
  void sentencesOfAllLengthsKeepTheirOrder() {
    var sentences = new ArrayList<List<String>>();
    for (var i = 0; i < 2100; i++) { // more than are computed at once
      var words = new ArrayList<>(Collections.nCopies(i % 7, "in"));
      words.add(i % 2 == 0 ? "Anna" : "Berlin");
      sentences.add(words);
    }
    sentences.add(7, List.of());
    try (var tagger = Tagger.open(TinyTagger.in(folder), () -> COMPUTE)) {
      var tagged = tagger.tagWords(sentences);

      assertThat(tagged.stream().map(TaggedSentence::words).toList()).isEqualTo(sentences);
      assertThat(tagged.get(7).tags()).isEmpty();
      assertThat(tagged.get(6).tags().getLast()).isEqualTo("B-PER");
      assertThat(tagged.getLast().tags().getLast()).isEqualTo("B-LOC");
    }
  }

  @Test
  void theModelIsDescribed() {
    try (var tagger = Tagger.open(TinyTagger.in(folder.resolve("tiny")), () -> COMPUTE)) {
      var info = tagger.info();

      assertThat(info.name()).isEqualTo("tiny");
      assertThat(info.parameters()).isEqualTo(TinyTagger.model().parameterCount());
      assertThat(info.labels()).isEqualTo(TinyTagger.LABELS.tags());
      assertThat(info.maxLength()).isEqualTo(TinyTagger.POSITIONS);
      assertThat(info.device()).isEqualTo("cpu");
      assertThat(info.precision()).isEqualTo("float32");
    }
  }

  @Test
  void aModelWithoutEntityTagsIsRefusedBeforeTheEngineLoads() {
    var model = TinyTagger.model().withLabels(new Labels(List.of("LABEL_0", "LABEL_1")), 1);
    new ModelFolder(folder).save(model, TinyTagger.tokenizerFiles());

    assertRefused("has the label 'LABEL_0', which is not an entity tag");
  }

  @Test
  void aVocabularyThatIsTooLongForTheModelIsRefused() {
    var pieces = new ArrayList<>(TinyTagger.vocabulary());
    pieces.add("more");
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(pieces, false)) {
      new ModelFolder(folder).save(TinyTagger.model(), TokenizerFiles.of(tokenizer, 16));
    }

    assertRefused("they do not belong together");
  }

  @Test
  void aModelTooShortForAWordIsRefused() {
    var config = TinyTagger.model().config().withMaxPositionEmbeddings(2);
    new ModelFolder(folder).save(NerModel.untrained(config, 1), TinyTagger.tokenizerFiles());

    assertRefused("takes inputs of 2 pieces");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> Tagger.open(folder.resolve("no"), TaggerTest::noEngine))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(folder.resolve("no").toString());
  }

  @Test
  void weightsThatAreNoNumbersAreSaid() {
    var model = TinyTagger.model();
    model.tensor("classifier.bias").set(0, Float.NaN);
    new ModelFolder(folder).save(model, TinyTagger.tokenizerFiles());
    try (var tagger = Tagger.open(folder, () -> COMPUTE)) {
      assertThatThrownBy(() -> tagger.tagText("Anna"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("weights are damaged");
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Tagger.open(folder, TaggerTest::noEngine))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static Compute noEngine() {
    throw new AssertionError("the engine is not needed to find this");
  }
}
