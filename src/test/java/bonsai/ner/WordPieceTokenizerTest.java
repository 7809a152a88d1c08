package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WordPieceTokenizerTest {
  private static final List<String> SPECIALS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  @TempDir private Path folder;

  @Test
  void takesTheLongestPieceFirst() {
    assertThat(pieces(vocabulary("un", "una", "##a", "##ff", "##ffa", "##ble"), false, "unaffable"))
        .containsExactly("una", "##ffa", "##ble");
  }

  @Test
  void wordWithAPartThatNoPieceFitsIsUnknownAsAWhole() {
    assertThat(pieces(vocabulary("un", "##a"), false, "unaz")).containsExactly("[UNK]");
  }

  @Test
  void lowersCaseAndStripsAccentsIfAsked() {
    assertThat(pieces(vocabulary("bjork", "Björk"), true, "Björk")).containsExactly("bjork");
    assertThat(pieces(vocabulary("bjork", "Björk"), false, "Björk")).containsExactly("Björk");
  }

  @Test
  void longTextIsNeitherCutNorPadded() {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary("a", "b"), false)) {
      var words = IntStream.range(0, 5000).mapToObj(i -> i % 2 == 0 ? "a" : "b").toList();
      var encoded = tokenizer.encode(words);
      assertThat(encoded).hasDimensions(5000, 1);
      assertThat(encoded[4999]).containsExactly(6);
      assertThat(tokenizer.encode(List.of())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "\u200B", "\u0000", "\uFFFD", "\uD83D", "\uDE00", "\uD83Da", "\u202E", "\r\n"
      })
  void strangeWordsNeverHarmTheirNeighbours(String strange) {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary("a", "b"), false)) {
      var encoded = tokenizer.encode(List.of("a", strange, "b"));
      assertThat(encoded[0]).containsExactly(5);
      assertThat(encoded[2]).containsExactly(6);
    }
  }

  @Test
  void threadsMayShareATokenizer() {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary("a", "##b", "b"), false)) {
      var words = IntStream.range(0, 500).mapToObj(i -> "a" + "b".repeat(i % 7)).toList();
      var expected = tokenizer.encode(words);
      var results = IntStream.range(0, 64).parallel().mapToObj(i -> tokenizer.encode(words));
      assertThat(results).allSatisfy(result -> assertThat(result).isDeepEqualTo(expected));
    }
  }

  @Test
  void wordOfManyCharactersIsUnknown() {
    assertThat(pieces(vocabulary("a", "##a"), false, "a".repeat(100_000))).containsExactly("[UNK]");
  }

  @Test
  void folderWithVocabularyIsReadWithItsSettings() throws IOException {
    Files.write(folder.resolve("vocab.txt"), vocabulary("Ab", "ab"));
    assertThat(opened("Ab")).as("capitals in the vocabulary").containsExactly("Ab");
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true, \"x\": 1}");
    assertThat(opened("Ab")).containsExactly("ab");
  }

  @Test
  void vocabularyWithoutCapitalsIsTakenAsUncased() throws IOException {
    Files.write(folder.resolve("vocab.txt"), vocabulary("ab"));
    assertThat(opened("AB")).containsExactly("ab");
  }

  @Test
  void savedFolderKeepsItsSettings() throws IOException {
    try (var saved = WordPieceTokenizer.ofVocabulary(vocabulary("Ab", "ab"), true)) {
      Files.write(folder.resolve("vocab.txt"), saved.pieces());
      Files.writeString(folder.resolve("tokenizer.json"), saved.json());
    }
    assertThat(opened("Ab")).containsExactly("ab");
  }

  @Test
  void capitalsOfMathematicsMakeNoVocabularyCased() throws IOException {
    Files.write(folder.resolve("vocab.txt"), vocabulary("ab", "\u211D"));
    assertThat(opened("AB")).containsExactly("ab");
  }

  @Test
  void folderWithTokenizerJsonAloneGivesTheSamePieces() throws IOException {
    var words = List.of("una", "xun", "[SEP]", "Una");
    try (var first = WordPieceTokenizer.ofVocabulary(vocabulary("un", "##a", "x", "##un"), true)) {
      Files.writeString(folder.resolve("tokenizer.json"), first.json());
      try (var second = WordPieceTokenizer.open(folder)) {
        assertThat(second.pieces()).isEqualTo(first.pieces());
        assertThat(second.encode(words)).isDeepEqualTo(first.encode(words));
        assertThat(second.padId()).isZero();
        assertThat(second.id("##un")).contains(8);
        assertThat(second.id("none")).isEmpty();
      }
    }
  }

  @Test
  void whatWasAddedToTheTokenizerIsKnownThoughTheVocabularyLacksIt() throws IOException {
    try (var first = WordPieceTokenizer.ofVocabulary(vocabulary("E", "##1"), false)) {
      Files.write(folder.resolve("vocab.txt"), first.pieces());
      var added =
          "{\"id\":7,\"content\":\"[E1]\",\"single_word\":false,\"lstrip\":false,"
              + "\"rstrip\":false,\"normalized\":false,\"special\":true},";
      Files.writeString(
          folder.resolve("tokenizer.json"),
          first.json().replace("\"added_tokens\":[", "\"added_tokens\":[" + added));
    }
    try (var second = WordPieceTokenizer.open(folder)) {
      assertThat(pieces(second, "[E1]")).containsExactly("[E1]");
      assertThat(second.pieces()).hasSize(8).doesNotHaveDuplicates();
    }
  }

  @Test
  void settingsGoOverWhatTheTokenizersFileSays() throws IOException {
    try (var saved = WordPieceTokenizer.ofVocabulary(vocabulary("Ab", "ab"), true)) {
      Files.writeString(folder.resolve("tokenizer.json"), saved.json());
    }
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
    assertThat(opened("Ab")).containsExactly("Ab");
  }

  @Test
  void aVocabularyBesideAnotherKindOfTokenizerIsTaken() throws IOException {
    Files.write(folder.resolve("vocab.txt"), vocabulary("Ab"));
    Files.writeString(
        folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}");
    assertThat(opened("Ab")).containsExactly("Ab");
  }

  @Test
  void emptyFolderIsTheUsersError() {
    assertRefused("vocab.txt");
  }

  @Test
  void vocabularyWithoutSpecialTokensIsTheUsersError() throws IOException {
    Files.write(folder.resolve("vocab.txt"), List.of("[PAD]", "[UNK]", "a"));
    assertRefused("[CLS]");
  }

  @Test
  void vocabularyOfOtherBytesThanUtf8IsTheUsersError() throws IOException {
    Files.write(folder.resolve("vocab.txt"), new byte[] {'a', (byte) 0xE4, '\n'});
    assertRefused("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {}}}",
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\":"
            + " {\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4}}, \"normalizer\": 7}",
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\":"
            + " {\"[PAD]\":-5,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4}}}",
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\":"
            + " {\"[PAD]\":2000000000,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4}}}",
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\":"
            + " {\"[PAD]\":\"x\",\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4}}}"
      })
  void damagedTokenizerJsonIsTheUsersError(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    assertRefused("tokenizer.json");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(() -> WordPieceTokenizer.open(folder).close())
        .isInstanceOf(UserException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(part);
  }

  private List<String> opened(String word) {
    try (var tokenizer = WordPieceTokenizer.open(folder)) {
      return pieces(tokenizer, word);
    }
  }

  private static List<String> pieces(List<String> vocabulary, boolean lowerCase, String word) {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary, lowerCase)) {
      return pieces(tokenizer, word);
    }
  }

  private static List<String> pieces(WordPieceTokenizer tokenizer, String word) {
    return Arrays.stream(tokenizer.encode(List.of(word))[0]).mapToObj(tokenizer::piece).toList();
  }

  private static List<String> vocabulary(String... pieces) {
    var vocabulary = new ArrayList<>(SPECIALS);
    Collections.addAll(vocabulary, pieces);
    return vocabulary;
  }
}
