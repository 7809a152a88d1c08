package bonsai.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.SameThread;
import bonsai.app.kit.Preferences;
import bonsai.base.Workspace;
import bonsai.ner.Corpus;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.run.Preset;
import bonsai.run.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataModelTest {
  @TempDir private Path folder;
  private final SameThread background = new SameThread();
  private Preferences preferences;
  private DataModel model;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(folder.resolve("corpus"));
    Files.writeString(
        folder.resolve("corpus/train.txt"),
        """
        Anna B-PER
        saw O
        Rome B-LOC

        Berger I-PER
        left O

        nobody O
        """);
    Files.writeString(folder.resolve("corpus/test.txt"), "Oslo B-LOC\n\nUN I-ORG\n");
    preferences = Preferences.read(folder.resolve("window.json"));
    model = model();
    model.open(corpus());
  }

  @AfterEach
  void end() {
    model.close();
  }

  private DataModel model() {
    var workspace = new Workspace(folder.resolve("home"));
    return new DataModel(workspace, background, preferences, new Tokenizers());
  }

  private DataSource corpus() {
    return new DataSource.Folder(folder.resolve("corpus"));
  }

  private List<Integer> listed() {
    var listing = model.listingProperty().get().orElseThrow();
    return IntStream.range(0, listing.size()).map(listing::number).boxed().toList();
  }

  @Test
  void aCorpusIsShownWholeWithItsFirstSentenceSelected() {
    assertThat(listed()).containsExactly(0, 1, 2);
    assertThat(model.summary().getValue()).isEqualTo("3 sentences");
    assertThat(model.selectedProperty().get()).isEqualTo(OptionalInt.of(0));
    assertThat(model.isBusy()).isFalse();
  }

  @Test
  void aCountingThatWasCancelledIsDoneWhenItIsAskedForAgain() {
    background.cancelNext(0);
    model.countAgain();
    assertThat(model.uncountedProperty().get()).isTrue();

    model.countAgain();

    assertThat(model.uncountedProperty().get()).isFalse();
    assertThat(model.countsProperty().get()).isPresent();
  }

  @Test
  void filtersCombine() {
    model.textProperty().set("a");
    model.typeProperty().set(Optional.of("LOC"));
    assertThat(listed()).containsExactly(0);

    model.caseSensitiveProperty().set(true);
    model.textProperty().set("anna");
    assertThat(listed()).isEmpty();
    assertThat(model.summary().getValue()).isEqualTo("0 of 3 sentences");

    model.clearFilters();
    model.minWordsProperty().set("2");
    model.maxWordsProperty().set("2");
    assertThat(listed()).containsExactly(1);

    model.clearFilters();
    model.onlyProblemsProperty().set(true);
    assertThat(listed()).containsExactly(1);
  }

  @Test
  void aLengthThatIsNoNumberIsSaidAndChangesNothing() {
    model.textProperty().set("a");
    model.minWordsProperty().set("few");

    assertThat(model.summary().getValue())
        .isEqualTo("The number of words must be a whole number such as 12, not 'few'.");
    assertThat(listed()).containsExactly(0);
  }

  @Test
  void sortingPutsTheLongestFirst() {
    model.orderProperty().set(new Query.Order(Query.Key.WORDS, true));

    assertThat(listed()).containsExactly(0, 1, 2);

    model.orderProperty().set(new Query.Order(Query.Key.WORDS, false));

    assertThat(listed()).containsExactly(2, 1, 0);
  }

  @Test
  void aSplitIsShownWithTheFiltersAsTheyAre() {
    model.typeProperty().set(Optional.of("LOC"));

    model.splitProperty().set(Split.TEST);

    assertThat(listed()).containsExactly(0);
    assertThat(model.summary().getValue()).isEqualTo("1 of 2 sentences");
    assertThat(model.countsProperty().get().orElseThrow().stats().sentences()).isEqualTo(2);
  }

  @Test
  void aMissingCorpusIsSaidInOneSentenceAndLosesNothing() {
    model.open(new DataSource.Folder(folder.resolve("nowhere")));

    assertThat(model.messageProperty().get())
        .contains("The folder " + folder.resolve("nowhere") + " does not exist.");
    assertThat(listed()).containsExactly(0, 1, 2);
    assertThat(model.loadingProperty().get()).isEmpty();
    assertThat(model.recentProperty().get().sources()).containsExactly(corpus());
  }

  @Test
  void aProblemLeadsToItsSentenceThroughFiltersAndSplits() {
    model.textProperty().set("nobody");
    var problems = model.corpusProperty().get().orElseThrow().corpus().problems();
    var inTest =
        problems.stream().filter(p -> p.file().equals("test.txt")).findFirst().orElseThrow();

    assertThat(model.reveal(inTest)).isTrue();

    assertThat(model.splitProperty().get()).isEqualTo(Split.TEST);
    assertThat(model.selectedProperty().get()).isEqualTo(OptionalInt.of(1));
    assertThat(model.detailProperty().get().orElseThrow().place()).isEqualTo("test.txt, line 3");
    assertThat(model.textProperty().get()).isEmpty();
  }

  @Test
  void aProblemOfAWholeFileLeadsNowhere() {
    var whole = new Corpus.Problem("corpus", 0, "The tags were converted.");

    assertThat(model.reveal(whole)).isFalse();
  }

  @Test
  void withoutATokenizerTheWordsAreShownAndHowToGetPieces() {
    var pieces = model.detailProperty().get().orElseThrow().pieces();

    assertThat(pieces.known()).isFalse();
    assertThat(pieces.words()).extracting("word").containsExactly("Anna", "saw", "Rome");
    assertThat(pieces.note()).contains("fetch bert-base-cased");
    assertThat(model.countsProperty().get().orElseThrow().pieces()).isEmpty();
  }

  @Test
  void withATokenizerWordsAreShownWithTheirPieces() throws IOException {
    var home = Files.createDirectories(folder.resolve("home/models/tiny"));
    var vocabulary =
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "An", "##na", "saw", "Rome");
    Files.write(home.resolve("vocab.txt"), vocabulary);
    Files.writeString(
        home.resolve("config.json"),
        """
        {"model_type": "bert", "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1,
         "intermediate_size": 8, "vocab_size": 9, "max_position_embeddings": 32}
        """);
    try (var again = WordPieceTokenizer.open(home)) {
      assertThat(again.size()).isEqualTo(9);
    }

    model.piecesOf(Optional.of(new Tokenizers.Choice("tiny", home)));

    var pieces = model.detailProperty().get().orElseThrow().pieces();
    assertThat(pieces.note()).isEqualTo("3 words, 4 pieces with tiny");
    assertThat(pieces.words().getFirst().pieces()).containsExactly("An", "##na");
    assertThat(pieces.words().getFirst().labels()).containsExactly("B-PER", "I-PER");
    assertThat(pieces.words().getFirst().ids()).containsExactly(5, 6);
    assertThat(model.countsProperty().get().orElseThrow().pieces())
        .containsEntry(1, 5L)
        .containsEntry(2, 1L);
  }

  @Test
  void whatWasUsedLastIsRemembered() {
    model.open(new DataSource.Sample());
    preferences.save();
    preferences = Preferences.read(folder.resolve("window.json"));

    var again = model();

    assertThat(again.recentProperty().get().sources())
        .containsExactly(new DataSource.Sample(), corpus());
  }

  @Test
  void aDamagedMemoryIsAsGoodAsNone() {
    preferences.set("data.recent", "[nonsense");

    assertThat(model().recentProperty().get().sources()).isEmpty();
  }

  @Test
  void theRecipeOfACorpusStartsFromTheUsualModelIfItIsThere() throws IOException {
    var home = new Workspace(folder.resolve("home"));
    var odd = new DataSource.Folder(folder.resolve("my corpus (2)"));

    var untrained = Recipes.fineTune(odd, home);
    Files.createDirectories(home.models().resolve("bert-base-cased"));
    var pretrained = Recipes.fineTune(odd, home);

    assertThat(untrained.name()).isEqualTo("fine-tune-my-corpus-2-");
    assertThat(untrained.data()).isEqualTo(odd);
    // 3 epochs at 5e-5, which suit a trained BERT, would leave random weights as they are
    assertThat(untrained.start()).isEqualTo(Preset.tiny().start());
    assertThat(untrained.stages()).isEqualTo(Preset.tiny().stages());
    assertThat(pretrained.start()).isEqualTo(new Start.Pretrained("bert-base-cased"));
  }
}
