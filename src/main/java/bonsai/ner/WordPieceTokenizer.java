package bonsai.ner;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * BERT's tokenizer (Devlin et al., arXiv 1810.04805, appendix; Hugging Face's {@code
 * BertTokenizerFast}) for words that are already split: each word becomes one or more WordPieces.
 * Several threads may use one tokenizer.
 */
public final class WordPieceTokenizer implements AutoCloseable {
  public static final String PAD = "[PAD]";
  public static final String UNK = "[UNK]";
  public static final String CLS = "[CLS]";
  public static final String SEP = "[SEP]";
  public static final String MASK = "[MASK]";

  private static final String VOCABULARY_FILE = "vocab.txt";
  private static final String TOKENIZER_FILE = "tokenizer.json";
  private static final String SETTINGS_FILE = "tokenizer_config.json";

  /** Words a native call takes at once: enough that the calls cost nothing. */
  private static final int WORDS_A_CALL = 1024;

  /** A tokenizer.json may leave out some ids, but not make the table of pieces absurdly long. */
  private static final int MOST_UNUSED_IDS = 1000;

  /** What tokenizer_config.json and the normaliser of tokenizer.json call the same. */
  private static final Map<String, String> NORMALIZER_FIELDS =
      Map.of(
          "do_lower_case", "lowercase",
          "strip_accents", "strip_accents",
          "tokenize_chinese_chars", "handle_chinese_chars");

  /** The library cuts at 512 and pads unless told not to. */
  private static final Map<String, String> AS_LONG_AS_IT_IS =
      Map.of("truncation", "do_not_truncate", "padding", "do_not_pad", "addSpecialTokens", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final String json;
  private final List<String> pieces;
  private final Map<String, Integer> ids;

  private WordPieceTokenizer(String json, List<String> pieces, Map<String, Integer> ids) {
    // Without this the library looks for a GPU and then for a CUDA build of itself to download.
    if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
      System.setProperty("RUST_FLAVOR", "cpu");
    }
    this.json = json;
    this.pieces = List.copyOf(pieces);
    this.ids = Map.copyOf(ids);
    try (var stream = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
      this.tokenizer = HuggingFaceTokenizer.newInstance(stream, AS_LONG_AS_IT_IS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The tokenizer of a model folder in Hugging Face's layout, as its {@code BertTokenizerFast}
   * reads it: {@code tokenizer.json} where there is one, with all that was added to it, else made
   * from {@code vocab.txt}; what {@code tokenizer_config.json} says of case, accents and ideographs
   * counts. A folder that says nothing of them is taken as cased if its vocabulary has capital
   * letters.
   *
   * @throws UserException if the folder holds neither, or what it holds is not a BERT vocabulary
   */
  public static WordPieceTokenizer open(Path modelFolder) {
    var vocabulary = modelFolder.resolve(VOCABULARY_FILE);
    var whole = modelFolder.resolve(TOKENIZER_FILE);
    var settings = Optional.of(modelFolder.resolve(SETTINGS_FILE)).filter(Files::exists);
    if (Files.exists(whole)) {
      var root = tree(whole);
      if (isWordPiece(root) || !Files.exists(vocabulary)) {
        return ofJson(root, settings.map(WordPieceTokenizer::tree), whole);
      }
    }
    if (Files.exists(vocabulary)) {
      var pieces = text(vocabulary).lines().toList();
      var usual = Settings.usual(pieces.stream().noneMatch(WordPieceTokenizer::hasCapital));
      return ofPieces(
          pieces,
          settings.map(WordPieceTokenizer::tree).map(usual::updated).orElse(usual),
          vocabulary.toString());
    }
    throw new UserException(
        "The folder "
            + modelFolder
            + " holds neither vocab.txt nor tokenizer.json: name a BERT model folder.");
  }

  /**
   * The tokenizer of a vocabulary.
   *
   * @param pieces the pieces by id, {@code ##} before those that continue a word; the special
   *     tokens [PAD], [UNK], [CLS], [SEP] and [MASK] among them
   * @param lowerCase whether words are put in lower case, without accents, before they are cut
   * @throws UserException if a special token is missing
   */
  public static WordPieceTokenizer ofVocabulary(List<String> pieces, boolean lowerCase) {
    return ofPieces(pieces, Settings.usual(lowerCase), "The vocabulary");
  }

  private static WordPieceTokenizer ofPieces(
      List<String> pieces, Settings settings, String source) {
    // A piece that stands twice has the later id, as in Hugging Face's own reader.
    var ids = new LinkedHashMap<String, Integer>();
    for (var id = 0; id < pieces.size(); id++) {
      ids.put(pieces.get(id), id);
    }
    requireSpecials(ids, source);
    return new WordPieceTokenizer(
        Json.LINE.writeValueAsString(TokenizerJson.bert(ids, settings)), pieces, ids);
  }

  private static boolean isWordPiece(JsonNode root) {
    var model = root.path("model");
    return model.path("type").asString("WordPiece").equals("WordPiece")
        && model.path("vocab").isObject();
  }

  private static WordPieceTokenizer ofJson(JsonNode root, Optional<JsonNode> settings, Path file) {
    if (!isWordPiece(root)) {
      throw new UserException(
          file + " is not a WordPiece tokenizer: only BERT's kind of vocabulary is supported.");
    }
    try {
      var ids = idsOf(root);
      requireSpecials(ids, file.toString());
      var last = ids.values().stream().mapToInt(id -> id).max().orElseThrow();
      if (last >= ids.size() + MOST_UNUSED_IDS) {
        throw new UserException(
            file
                + " numbers its pieces up to "
                + last
                + " but has only "
                + ids.size()
                + " of them.");
      }
      var pieces = new ArrayList<String>();
      for (var id = 0; id <= last; id++) {
        pieces.add("[gap-" + id + "]"); // in vocab.txt each line is a piece of its own
      }
      ids.forEach((piece, id) -> pieces.set(id, piece));
      settings.ifPresent(said -> normalise(root, said));
      return new WordPieceTokenizer(Json.LINE.writeValueAsString(root), pieces, ids);
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UserException(
          file + " cannot be used as a tokenizer (" + e.getMessage() + "): fetch it again.", e);
    }
  }

  /** What the settings say goes over what the file says, as in Hugging Face's reader. */
  private static void normalise(JsonNode root, JsonNode settings) {
    if (root.path("normalizer") instanceof ObjectNode normalizer
        && normalizer.path("type").asString("").equals("BertNormalizer")) {
      NORMALIZER_FIELDS.forEach(
          (setting, field) -> {
            if (settings.path(setting).isBoolean()) {
              normalizer.put(field, settings.path(setting).booleanValue());
            }
          });
    }
  }

  /** The pieces of the model, and those added to it later. */
  private static Map<String, Integer> idsOf(JsonNode root) {
    var ids = new LinkedHashMap<String, Integer>();
    for (var entry : root.path("model").path("vocab").properties()) {
      ids.put(entry.getKey(), entry.getValue().asInt());
    }
    for (var added : root.path("added_tokens")) {
      ids.put(added.path("content").asString(), added.path("id").asInt());
    }
    return ids;
  }

  private static void requireSpecials(Map<String, Integer> ids, String source) {
    for (var special : List.of(PAD, UNK, CLS, SEP, MASK)) {
      if (!ids.containsKey(special)) {
        throw new UserException(
            source + " lacks the special token " + special + ": it is not a BERT vocabulary.");
      }
    }
  }

  private static JsonNode tree(Path file) {
    try {
      return Json.LINE.readTree(text(file));
    } catch (JacksonException e) {
      throw new UserException(file + " is not valid JSON: fix it, or remove it.", e);
    }
  }

  /** Uncased vocabularies hold capitals of mathematics, such as that of the real numbers. */
  private static boolean hasCapital(String piece) {
    return !piece.startsWith("[") && piece.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8: fetch the model folder again.", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * The WordPiece ids of each word, without special tokens.
   *
   * @return one array a word; empty for a word that tokenises to nothing (control and zero-width
   *     characters)
   */
  public int[][] encode(List<String> words) {
    var encoded = new int[words.size()][];
    for (var from = 0; from < encoded.length; from += WORDS_A_CALL) {
      encodeAtOnce(words, from, Math.min(encoded.length, from + WORDS_A_CALL), encoded);
    }
    return encoded;
  }

  private void encodeAtOnce(List<String> words, int from, int to, int[][] encoded) {
    var wellFormed = words.subList(from, to).stream().map(WordPieceTokenizer::wellFormed);
    var encoding = tokenizer.encode(wellFormed.toArray(String[]::new), false, false);
    var all = encoding.getIds();
    var wordIds = encoding.getWordIds();
    var at = 0;
    for (var word = from; word < to; word++) {
      var first = at;
      while (at < all.length && wordIds[at] == word - from) {
        at++;
      }
      encoded[word] = new int[at - first];
      for (var i = first; i < at; i++) {
        encoded[word][i - first] = Math.toIntExact(all[i]);
      }
    }
    if (at != all.length) {
      throw new IllegalStateException("the tokenizer returned pieces out of the words' order");
    }
  }

  /** Half of a surrogate pair has no UTF-8: the native library gets the replacement instead. */
  private static String wellFormed(String word) {
    Objects.requireNonNull(word);
    if (word.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return word;
    }
    var codePoints = word.codePoints();
    return codePoints
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The number of ids, which is the height of the model's embedding table. */
  public int size() {
    return pieces.size();
  }

  /** The pieces by id, the lines of {@code vocab.txt}. */
  public List<String> pieces() {
    return pieces;
  }

  public String piece(int id) {
    return pieces.get(id);
  }

  /** The id of a piece, if the vocabulary has it. */
  public Optional<Integer> id(String piece) {
    return Optional.ofNullable(ids.get(piece));
  }

  /** Whether the other one cuts every word into the same ids, however its files are written. */
  public boolean cutsLike(WordPieceTokenizer other) {
    return ids.equals(other.ids) && normalising().equals(other.normalising());
  }

  /**
   * What is done to a word before it is cut; where nothing is said of accents, the case decides.
   */
  private Map<String, String> normalising() {
    var normalizer = Json.LINE.readTree(json).path("normalizer");
    var lowerCase = normalizer.path("lowercase").asBoolean(false);
    var found = new LinkedHashMap<String, String>();
    found.put("lowercase", String.valueOf(lowerCase));
    found.put(
        "strip_accents", normalizer.path("strip_accents").asString(String.valueOf(lowerCase)));
    for (var field : List.of("clean_text", "handle_chinese_chars")) {
      found.put(field, String.valueOf(normalizer.path(field).asBoolean(true)));
    }
    return found;
  }

  public int padId() {
    return ids.get(PAD);
  }

  public int unkId() {
    return ids.get(UNK);
  }

  public int clsId() {
    return ids.get(CLS);
  }

  public int sepId() {
    return ids.get(SEP);
  }

  /** The text of {@code tokenizer.json}, which Hugging Face's {@code tokenizers} reads. */
  public String json() {
    return json;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /**
   * How BERT cleans a word before it is cut.
   *
   * @param lowerCase {@code do_lower_case}
   * @param stripAccents {@code strip_accents}; unset, it follows lowerCase
   * @param chineseCharacters {@code tokenize_chinese_chars}: each CJK character a word of its own
   */
  private record Settings(
      boolean lowerCase, Optional<Boolean> stripAccents, boolean chineseCharacters) {
    static Settings usual(boolean lowerCase) {
      return new Settings(lowerCase, Optional.empty(), true);
    }

    /** With what tokenizer_config.json says. */
    Settings updated(JsonNode given) {
      var accents = given.path("strip_accents");
      return new Settings(
          given.path("do_lower_case").asBoolean(lowerCase),
          accents.isBoolean() ? Optional.of(accents.asBoolean()) : stripAccents,
          given.path("tokenize_chinese_chars").asBoolean(chineseCharacters));
    }
  }

  /** The parts of {@code tokenizer.json} as Hugging Face's converter writes them for BERT. */
  private static final class TokenizerJson {
    private static final int LONGEST_WORD = 100;

    static Map<String, Object> bert(Map<String, Integer> ids, Settings settings) {
      var json = new LinkedHashMap<String, Object>();
      json.put("version", "1.0");
      json.put("truncation", null);
      json.put("padding", null);
      json.put(
          "added_tokens",
          List.of(PAD, UNK, CLS, SEP, MASK).stream().map(t -> addedToken(t, ids.get(t))).toList());
      json.put("normalizer", normalizer(settings));
      json.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
      json.put("post_processor", template(ids));
      json.put("decoder", ordered("type", "WordPiece", "prefix", "##", "cleanup", Boolean.TRUE));
      json.put(
          "model",
          ordered(
              "type", "WordPiece",
              "unk_token", UNK,
              "continuing_subword_prefix", "##",
              "max_input_chars_per_word", LONGEST_WORD,
              "vocab", ids));
      return json;
    }

    private static Map<String, Object> addedToken(String token, int id) {
      return ordered(
          "id", id,
          "content", token,
          "single_word", false,
          "lstrip", false,
          "rstrip", false,
          "normalized", false,
          "special", true);
    }

    private static Map<String, Object> normalizer(Settings settings) {
      var normalizer =
          ordered(
              "type",
              "BertNormalizer",
              "clean_text",
              true,
              "handle_chinese_chars",
              settings.chineseCharacters());
      normalizer.put("strip_accents", settings.stripAccents().orElse(null));
      normalizer.put("lowercase", settings.lowerCase());
      return normalizer;
    }

    private static Map<String, Object> template(Map<String, Integer> ids) {
      var cls = special(CLS, 0);
      var first = List.of(cls, sequence("A", 0), special(SEP, 0));
      return ordered(
          "type",
          "TemplateProcessing",
          "single",
          first,
          "pair",
          List.of(cls, sequence("A", 0), special(SEP, 0), sequence("B", 1), special(SEP, 1)),
          "special_tokens",
          ordered(CLS, expansion(CLS, ids), SEP, expansion(SEP, ids)));
    }

    private static Map<String, Object> special(String token, int type) {
      return Map.of("SpecialToken", ordered("id", token, "type_id", type));
    }

    private static Map<String, Object> sequence(String id, int type) {
      return Map.of("Sequence", ordered("id", id, "type_id", type));
    }

    private static Map<String, Object> expansion(String token, Map<String, Integer> ids) {
      return ordered("id", token, "ids", List.of(ids.get(token)), "tokens", List.of(token));
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
      var map = new LinkedHashMap<String, Object>();
      for (var i = 0; i < keysAndValues.length; i += 2) {
        map.put((String) keysAndValues[i], keysAndValues[i + 1]);
      }
      return map;
    }
  }
}
