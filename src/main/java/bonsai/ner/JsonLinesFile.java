package bonsai.ner;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Reads JSON lines as Hugging Face's {@code datasets} writes them: an object a line with the
 * sentence's {@code tokens} and {@code ner_tags}; other fields do not matter. Tags are strings, or
 * numbers if a list names them: in a first line {@code {"names": [...]}}, or in a file {@code
 * names.json} beside the data.
 */
final class JsonLinesFile {
  private static final String NAMES = "names.json";
  private static final ObjectReader JSON =
      Json.LINE.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private final LineReader lines;
  private final Draft draft;
  private List<String> names;

  private JsonLinesFile(LineReader lines, Draft draft, List<String> names) {
    this.lines = lines;
    this.draft = draft;
    this.names = names;
  }

  /** Reads a file into a draft. */
  static void read(Path file, Draft draft) {
    try (var lines = LineReader.open(file)) {
      new JsonLinesFile(lines, draft, namesBeside(file)).read();
    }
  }

  private void read() {
    for (Optional<String> line; (line = lines.next()).isPresent(); ) {
      if (!line.get().isBlank()) {
        object(parsed(line.get()));
      }
    }
  }

  private JsonNode parsed(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (UnexpectedEndOfInputException e) {
      throw lines.mistake("is not a whole JSON object: it ends too early.");
    } catch (JacksonException e) {
      var reason = e.getOriginalMessage().lines().findFirst().orElse("").split(": was exp")[0];
      throw lines.mistake("is not JSON (%s).".formatted(reason));
    }
    if (!node.isObject()) {
      throw lines.mistake(
          "is not a JSON object: each line must be one, with \"tokens\" and \"ner_tags\".");
    }
    return node;
  }

  private void object(JsonNode object) {
    if (lines.number() == 1 && object.has("names") && !object.has("tokens")) {
      names = strings(object, "names");
      return;
    }
    var tokens = strings(object, "tokens");
    var tags = array(object, "ner_tags");
    if (tokens.size() != tags.size()) {
      throw lines.mistake(
          "has %d tokens but %d ner_tags: each token needs one."
              .formatted(tokens.size(), tags.size()));
    }
    if (tokens.isEmpty()) {
      draft.problem(lines.number(), "A sentence without words was left out.");
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).isEmpty()) {
        throw lines.mistake("tokens[%d] is empty: a word has at least one character.".formatted(i));
      }
      draft.add(lines, tokens.get(i), tag(tags.get(i), i));
    }
    draft.endSentence(lines.number());
  }

  private String tag(JsonNode tag, int place) {
    if (tag.isString()) {
      return tag.stringValue();
    }
    if (!tag.isIntegralNumber()) {
      throw lines.mistake(
          "ner_tags[%d] must be a string or a whole number, not %s."
              .formatted(place, Texts.shortened(tag.toString())));
    }
    if (names.isEmpty()) {
      throw lines.mistake(
          "ner_tags holds numbers, and nothing says which tags they mean: begin the file with a"
              + " line {\"names\": [\"O\", \"B-PER\", …]}, or put that list into a file "
              + NAMES
              + " beside it.");
    }
    if (!tag.canConvertToInt() || tag.intValue() < 0 || tag.intValue() >= names.size()) {
      throw lines.mistake(
          "ner_tags[%d] is %s, but there are names for 0 to %d only."
              .formatted(place, Texts.shortened(tag.asString()), names.size() - 1));
    }
    return names.get(tag.intValue());
  }

  private List<String> strings(JsonNode object, String field) {
    var strings = new ArrayList<String>();
    for (var node : array(object, field)) {
      if (!node.isString()) {
        throw lines.mistake("%s[%d] is not a string.".formatted(field, strings.size()));
      }
      if (Texts.hasLoneSurrogate(node.stringValue())) {
        throw lines.mistake(
            "%s[%d] holds half a character (a lone surrogate).".formatted(field, strings.size()));
      }
      strings.add(node.stringValue());
    }
    return strings;
  }

  private JsonNode array(JsonNode object, String field) {
    var node = object.get(field);
    if (node == null) {
      throw lines.mistake(
          "has no \"%s\" (its fields: %s)."
              .formatted(field, Texts.shortened(String.join(", ", object.propertyNames()))));
    }
    if (!node.isArray()) {
      throw lines.mistake("\"%s\" is not a list.".formatted(field));
    }
    return node;
  }

  private static List<String> namesBeside(Path file) {
    var beside = file.resolveSibling(NAMES);
    if (!Files.exists(beside)) {
      return List.of();
    }
    try {
      return List.of(Json.LINE.readValue(Files.readAllBytes(beside), String[].class));
    } catch (IOException e) {
      throw new UserException("The file " + beside + " cannot be read: " + IoReason.of(e) + ".", e);
    } catch (JacksonException | NullPointerException e) {
      throw new UserException(
          "The file "
              + beside
              + " is not a JSON list of tags, such as [\"O\", \"B-PER\", \"I-PER\"].",
          e);
    }
  }
}
