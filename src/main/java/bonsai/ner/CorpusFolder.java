package bonsai.ner;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the files of a corpus in a folder by their usual names: {@code train.txt}, {@code
 * dev.conll}, {@code test.jsonl}, {@code eng.testa}, {@code wnut-train.conll}.
 */
final class CorpusFolder {
  private static final Map<Split, List<String>> NAMES =
      Map.of(
          Split.TRAIN, List.of("train", "training"),
          Split.VALID, List.of("valid", "validation", "val", "dev", "devel", "testa"),
          Split.TEST, List.of("test", "testb"));

  private static final Set<String> JSON_LINES = Set.of("jsonl", "json", "ndjson");
  private static final Set<String> COLUMNS =
      Set.of("txt", "conll", "conll03", "bio", "iob", "iob1", "iob2", "bioes", "bilou", "tsv");

  private static final int NAMED_FILES = 5;

  private CorpusFolder() {}

  /**
   * The file of each split; splits may be missing, but not all.
   *
   * @throws UserException if there is none, or more than one for a split
   */
  static Map<Split, Path> files(Path folder) {
    var files = list(folder);
    var found = new EnumMap<Split, Path>(Split.class);
    for (var split : Split.values()) {
      var candidates =
          files.stream().filter(file -> split(file).equals(Optional.of(split))).toList();
      if (candidates.size() > 1) {
        throw new UserException(
            "The folder %s has %d files for %s (%s): leave one, or name the files of each split."
                .formatted(folder, candidates.size(), split.label(), names(candidates)));
      }
      candidates.forEach(file -> found.put(split, file));
    }
    if (found.isEmpty()) {
      throw new UserException(
          ("The folder %s has no data files with usual names"
                  + " (train.txt, valid.txt, test.txt, eng.testa, dev.conll, train.jsonl, …)%s.")
              .formatted(folder, files.isEmpty() ? "" : ", only " + names(files)));
    }
    return found;
  }

  /** Whether a file holds JSON lines, by its name. */
  static boolean isJsonLines(Path file) {
    return JSON_LINES.contains(extension(file.getFileName().toString()));
  }

  /** Whether a file holds plain text or columns, by its name. */
  static boolean isText(Path file) {
    var extension = extension(file.getFileName().toString());
    return extension.equals("text") || COLUMNS.contains(extension);
  }

  private static List<Path> list(Path folder) {
    if (!Files.exists(folder)) {
      throw new UserException("The folder " + folder + " does not exist.");
    }
    if (!Files.isDirectory(folder)) {
      throw new UserException(folder + " is a file, not a folder.");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Files.isRegularFile(file) && !isHidden(file)).sorted().toList();
    } catch (IOException e) {
      throw new UserException(
          "The folder " + folder + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /** What other programs put beside the data, such as {@code ._train.txt} of macOS. */
  static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private static Optional<Split> split(Path file) {
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    var extension = extension(name);
    var stem =
        JSON_LINES.contains(extension) || COLUMNS.contains(extension)
            ? name.substring(0, name.length() - extension.length() - 1)
            : name;
    var last =
        stem.substring(
            Math.max(stem.lastIndexOf('.'), Math.max(stem.lastIndexOf('-'), stem.lastIndexOf('_')))
                + 1);
    return NAMES.entrySet().stream()
        .filter(usual -> usual.getValue().contains(last))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String names(List<Path> files) {
    return files.stream()
            .limit(NAMED_FILES)
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", "))
        + (files.size() > NAMED_FILES ? ", …" : "");
  }
}
