package bonsai.ner;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.ner.Corpus.Problem;
import bonsai.ner.SentenceTable.Numbers;
import bonsai.ner.UnlabelledText.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads unlabelled text from files and folders into one table. */
final class TextReader {
  /** Longer sentences are lists and tables; they would only make every batch they are in long. */
  static final int LONGEST_SENTENCE = 250;

  /** Some fifty million words, which take some 300 MB here, and more as windows. */
  private static final long MOST_BYTES = 256L << 20;

  private static final Set<String> STOPS = Set.of(".", "?", "!", ";");

  private final Optional<TextLayout> layout;
  private final SentenceTable.Builder table =
      new SentenceTable.Builder(new Numbers(), new Numbers());
  private final List<Source> sources = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private long bytes;

  TextReader(Optional<TextLayout> layout) {
    this.layout = layout;
  }

  /** The size of the files that would be read. */
  static long bytes(List<Path> places) {
    return files(places).keySet().stream().mapToLong(file -> file.toFile().length()).sum();
  }

  UnlabelledText read(List<Path> places) {
    files(places).forEach(this::read);
    if (table.sentences() == 0) {
      throw new UserException(
          "There are no sentences in " + String.join(", ", strings(places)) + ".");
    }
    return new UnlabelledText(table.build().wordLists(), sources, problems);
  }

  private static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }

  // ---- files ------------------------------------------------------------------------------------

  private static Map<Path, String> files(List<Path> places) {
    var files = new LinkedHashMap<Path, String>(); // a file named twice is read once
    places.forEach(place -> files(place).forEach(files::putIfAbsent));
    return files;
  }

  /** The files of a place, each with what messages call it. */
  private static Map<Path, String> files(Path place) {
    var path = place.toAbsolutePath().normalize();
    var files = new LinkedHashMap<Path, String>();
    if (!Files.exists(path)) {
      throw new UserException("The text " + place + " does not exist: check the path.");
    } else if (!Files.isDirectory(path)) {
      if (CorpusFolder.isJsonLines(path)) {
        throw new UserException(
            "The file "
                + place
                + " holds JSON lines: unlabelled text is read from plain text or columns.");
      }
      files.put(path, path.getFileName().toString());
      return files;
    }
    // Also where the folder is the root, which has no name, names in it are relative to it.
    var above = Optional.ofNullable(path.getParent()).orElse(path);
    textFiles(path).forEach(file -> files.put(file, above.relativize(file).toString()));
    if (files.isEmpty()) {
      throw new UserException(
          "The folder " + place + " has no text files (names end with .txt, .text, .conll, …).");
    }
    return files;
  }

  private static List<Path> textFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> CorpusFolder.isText(file) && Files.isRegularFile(file))
          .filter(file -> !CorpusFolder.isHidden(file))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    }
  }

  private static UserException unreadable(Path folder, IOException e) {
    return new UserException(
        "The folder " + folder + " cannot be read: " + IoReason.of(e) + ".", e);
  }

  // ---- sentences --------------------------------------------------------------------------------

  private void read(Path file, String name) {
    requireRoom(file);
    var held = layout.orElseGet(() -> TextLayout.of(file));
    var draft = new Draft(name, held == TextLayout.COLUMNS, new Numbers(), new Numbers());
    switch (held) {
      case SENTENCES -> lines(file, draft, line -> List.of(TextLayout.words(line)));
      case PARAGRAPHS -> lines(file, draft, TextReader::split);
      case COLUMNS -> ColumnFile.readWords(file, draft);
    }
    if (draft.table.sentences() == 0) {
      draft.problem(0, "The file has no sentences: it was left out.");
    } else {
      sources.add(add(draft, held));
    }
    draft.problems().stream().sorted(Comparator.comparingInt(Problem::line)).forEach(problems::add);
  }

  private static void lines(
      Path file, Draft draft, Function<String, List<List<String>>> sentences) {
    try (var lines = LineReader.open(file)) {
      for (Optional<String> line; (line = lines.next()).isPresent(); ) {
        for (var sentence : sentences.apply(line.get())) {
          sentence.forEach(word -> draft.add(lines, word, "O"));
          draft.endSentence(lines.number());
        }
      }
    }
  }

  private static List<List<String>> split(String paragraph) {
    return WordSplitter.split(paragraph).stream()
        .map(sentence -> sentence.stream().map(WordSplitter.Word::text).toList())
        .toList();
  }

  private void requireRoom(Path file) {
    try {
      bytes += Files.size(file);
    } catch (IOException e) {
      throw new UserException("The file " + file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
    if (bytes > MOST_BYTES) {
      throw new UserException(
          "With the file %s the texts have more than %d MB: give fewer or smaller ones."
              .formatted(file, MOST_BYTES >> 20));
    }
  }

  /** Takes a file's sentences over, and cuts those that are too long. */
  private Source add(Draft draft, TextLayout held) {
    var read = draft.table.build();
    var origin = draft.origin();
    var before = table.sentences();
    var words = 0L;
    var cut = 0;
    var firstCut = 0;
    for (int i = 0; i < read.size(); i++) {
      var sentence = read.words(i);
      if (sentence.size() > LONGEST_SENTENCE && cut++ == 0) {
        firstCut = origin.line(i);
      }
      words += sentence.size();
      add(sentence);
    }
    if (cut > 0) {
      draft.problem(
          firstCut,
          "A sentence of more than %d words was cut into shorter ones%s."
              .formatted(
                  LONGEST_SENTENCE, cut == 1 ? "" : ", the first of " + cut + " in this file"));
    }
    return new Source(origin.file(), held, table.sentences() - before, words);
  }

  private void add(List<String> sentence) {
    for (int from = 0; from < sentence.size(); ) {
      var to = end(sentence, from);
      sentence.subList(from, to).forEach(word -> table.add(word, "O"));
      table.endSentence();
      from = to;
    }
  }

  /** Where a piece ends that begins there: behind the last stop that fits, if there is one. */
  private static int end(List<String> sentence, int from) {
    if (sentence.size() - from <= LONGEST_SENTENCE) {
      return sentence.size();
    }
    var most = from + LONGEST_SENTENCE;
    for (int to = most; to > from; to--) {
      if (STOPS.contains(sentence.get(to - 1))) {
        return to;
      }
    }
    return most;
  }
}
