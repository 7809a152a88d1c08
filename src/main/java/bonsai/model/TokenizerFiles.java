package bonsai.model;

import bonsai.base.AtomicFile;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.WordPieceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a model folder that say how words become pieces. They travel with a model unchanged,
 * byte for byte, however often it is saved.
 *
 * @param vocabulary {@code vocab.txt}, one piece a line
 * @param tokenizer {@code tokenizer.json}
 * @param settings {@code tokenizer_config.json}
 */
public record TokenizerFiles(byte[] vocabulary, byte[] tokenizer, byte[] settings) {
  public static final String VOCABULARY = "vocab.txt";
  public static final String TOKENIZER = "tokenizer.json";
  public static final String SETTINGS = "tokenizer_config.json";

  public TokenizerFiles {
    vocabulary = vocabulary.clone();
    tokenizer = tokenizer.clone();
    settings = settings.clone();
  }

  /**
   * The files of a model folder; those it lacks are made from the others.
   *
   * @param longest the model's longest input in pieces
   * @throws UserException if the folder has no tokenizer, or one that is not a BERT's
   */
  public static TokenizerFiles of(Path modelFolder, int longest) {
    try (var opened = WordPieceTokenizer.open(modelFolder)) {
      var made = of(opened, longest);
      return new TokenizerFiles(
          bytes(modelFolder.resolve(VOCABULARY), made.vocabulary),
          bytes(modelFolder.resolve(TOKENIZER), made.tokenizer),
          bytes(modelFolder.resolve(SETTINGS), made.settings));
    }
  }

  /** The files of a tokenizer that was made here. */
  public static TokenizerFiles of(WordPieceTokenizer tokenizer, int longest) {
    var lowerCase =
        Json.LINE.readTree(tokenizer.json()).path("normalizer").path("lowercase").asBoolean(false);
    var settings = Json.PRETTY.createObjectNode();
    settings.put("do_lower_case", lowerCase);
    settings.put("model_max_length", longest);
    settings.put("tokenizer_class", "BertTokenizer");
    return new TokenizerFiles(
        utf8(String.join("\n", tokenizer.pieces()) + "\n"),
        utf8(tokenizer.json()),
        utf8(Json.PRETTY.writeValueAsString(settings) + "\n"));
  }

  /** Writes the three files into a folder. */
  public void write(Path folder) {
    AtomicFile.write(folder.resolve(VOCABULARY), vocabulary);
    AtomicFile.write(folder.resolve(TOKENIZER), tokenizer);
    AtomicFile.write(folder.resolve(SETTINGS), settings);
  }

  @Override
  public byte[] vocabulary() {
    return vocabulary.clone();
  }

  @Override
  public byte[] tokenizer() {
    return tokenizer.clone();
  }

  @Override
  public byte[] settings() {
    return settings.clone();
  }

  private static byte[] bytes(Path file, byte[] otherwise) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : otherwise;
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
