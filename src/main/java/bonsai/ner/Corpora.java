package bonsai.ner;

import bonsai.base.Interruption;
import bonsai.base.UserException;
import bonsai.ner.Corpus.Problem;
import bonsai.ner.SentenceTable.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads corpora: the one way from files to sentences. */
public final class Corpora {
  private Corpora() {}

  /**
   * Reads a corpus whole, checks it and brings its tags to BIO. Gives up soon after its thread was
   * interrupted.
   *
   * @param source no fetched one, but the folder that it is {@linkplain DataSource#in in a
   *     workspace}
   * @throws UserException if a file is missing, unreadable, empty or malformed; what can be lived
   *     with is in {@link Corpus#problems}
   * @throws java.util.concurrent.CancellationException if interrupted
   */
  public static Corpus read(DataSource source) {
    return switch (source) {
      case DataSource.Sample() -> SampleCorpus.corpus();
      case DataSource.Folder(var folder) -> read(name(folder), CorpusFolder.files(folder));
      case DataSource.Files files -> read(name(files.train()), paths(files));
      case DataSource.Fetched(var name) ->
          throw new IllegalArgumentException(name + " is yet to be looked up in a workspace");
    };
  }

  /**
   * The sentences of one file with their tags as they stand, in whatever scheme.
   *
   * @throws UserException if the file is missing, unreadable, empty or malformed
   */
  public static SentenceFile file(Path file) {
    return sentences(draft(file, name(file), new Numbers(), new Numbers()));
  }

  /**
   * The sentences of a column file whose last columns are tags, once for each of these columns.
   * Reads it once: it may be a pipe.
   *
   * @throws UserException if the file is missing, unreadable, empty or malformed
   */
  public static List<SentenceFile> file(Path file, int tagColumns) {
    if (CorpusFolder.isJsonLines(file)) {
      throw new UserException(
          "The file "
              + file
              + " holds JSON lines: several columns of tags are read from column files.");
    }
    var words = new Numbers();
    var drafts =
        Stream.generate(() -> new Draft(name(file), true, words, new Numbers()))
            .limit(tagColumns)
            .toList();
    ColumnFile.read(file, drafts);
    drafts.forEach(draft -> requireSentences(file, draft));
    return drafts.stream().map(Corpora::sentences).toList();
  }

  private static SentenceFile sentences(Draft draft) {
    return new SentenceFile(draft.table.build(), draft.origin());
  }

  private static Map<Split, Path> paths(DataSource.Files files) {
    var paths = new EnumMap<Split, Path>(Split.class);
    paths.put(Split.TRAIN, files.train());
    files.valid().ifPresent(file -> paths.put(Split.VALID, file));
    files.test().ifPresent(file -> paths.put(Split.TEST, file));
    return paths;
  }

  private static String name(Path path) {
    var name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private static Corpus read(String name, Map<Split, Path> files) {
    var words = new Numbers();
    var tags = new Numbers();
    var drafts = new EnumMap<Split, Draft>(Split.class);
    files.forEach(
        (split, file) -> drafts.put(split, draft(file, label(file, files.values()), words, tags)));

    var problems = new ArrayList<Problem>();
    var scheme = detect(name, drafts.values());
    if (scheme != TagScheme.IOB2) {
      problems.add(
          new Problem(name, 0, "The tags are in " + scheme + " and were converted to BIO."));
    }
    if (!files.containsKey(Split.TRAIN)) {
      problems.add(new Problem(name, 0, "There is no train file: nothing to learn from."));
    }
    for (var draft : drafts.values()) {
      var own = ownScheme(name, draft, scheme);
      if (own != scheme) {
        draft.problem(0, "The tags are in " + own + " here and were converted to BIO.");
      }
      toBio(draft, own);
    }
    reportTagsUnknownToTrain(drafts);

    var splits = new EnumMap<Split, List<Sentence>>(Split.class);
    var origins = new EnumMap<Split, Origin>(Split.class);
    drafts.forEach(
        (split, draft) -> {
          splits.put(split, draft.table.build());
          origins.put(split, draft.origin());
          draft.problems().stream()
              .sorted(Comparator.comparingInt(Problem::line))
              .forEach(problems::add);
        });
    return new Corpus(name, splits, labels(drafts.values()), problems, scheme, origins);
  }

  /** What to call a file: its name, unless another one has it, too. */
  private static String label(Path file, Collection<Path> files) {
    var alike = files.stream().filter(other -> name(other).equals(name(file))).count();
    return alike > 1 ? file.toString() : name(file);
  }

  private static Draft draft(Path file, String label, Numbers words, Numbers tags) {
    var json = CorpusFolder.isJsonLines(file);
    var draft = new Draft(label, !json, words, tags);
    if (json) {
      JsonLinesFile.read(file, draft);
    } else {
      ColumnFile.read(file, List.of(draft));
    }
    requireSentences(file, draft);
    return draft;
  }

  private static void requireSentences(Path file, Draft draft) {
    if (draft.table.sentences() == 0) {
      throw new UserException("The file " + file + " has no sentences.");
    }
  }

  /** A corpus in IOB2 may have a file in IOB1, such as one as the shared task had it. */
  private static TagScheme ownScheme(String name, Draft draft, TagScheme ofAll) {
    return ofAll == TagScheme.IOB2 ? detect(name, List.of(draft)) : ofAll;
  }

  private static TagScheme detect(String name, Collection<Draft> drafts) {
    try {
      return TagScheme.detect(() -> drafts.stream().flatMap(Corpora::tags).iterator());
    } catch (UserException e) {
      throw new UserException(name + ": " + e.getMessage(), e);
    }
  }

  /** Rewrites the tags in BIO, and reports what is irregular there. */
  private static void toBio(Draft draft, TagScheme scheme) {
    var origin = draft.origin();
    var messages = new HashMap<String, String>();
    for (int i = 0; i < draft.table.sentences(); i++) {
      Interruption.check(i);
      var raw = draft.table.tags(i);
      var bio = scheme.toBio(raw);
      if (bio != raw) {
        draft.table.retag(i, bio);
      }
      var before = "O";
      for (int word = 0; word < bio.size(); word++) {
        var tag = bio.get(word);
        if (tag.startsWith("I-") && !TagScheme.sameType(before, tag)) {
          var message =
              messages.computeIfAbsent(
                  tag,
                  stray ->
                      stray
                          + " follows no B-"
                          + stray.substring(2)
                          + ": it was kept, and begins an entity.");
          draft.problem(origin.line(i, word), message);
        }
        before = tag;
      }
    }
  }

  /** A model never learns a tag that only valid or test have; it is scored all the same. */
  private static void reportTagsUnknownToTrain(Map<Split, Draft> drafts) {
    if (!drafts.containsKey(Split.TRAIN)) {
      return;
    }
    var known = new HashSet<String>(Set.of("O"));
    tags(drafts.get(Split.TRAIN)).forEach(known::addAll);
    if (known.size() == 1) {
      drafts
          .get(Split.TRAIN)
          .problem(0, "No entity is tagged in train: nothing can be learnt from it.");
    }
    drafts.forEach(
        (split, draft) -> {
          var origin = draft.origin();
          var reported = new HashSet<String>();
          for (int i = 0; i < draft.table.sentences(); i++) {
            Interruption.check(i);
            var tags = draft.table.tags(i);
            for (int word = 0; word < tags.size(); word++) {
              var tag = tags.get(word);
              if (!known.contains(tag) && reported.add(tag)) {
                draft.problem(
                    origin.line(i, word),
                    "%s occurs in %s but not in train: no model can learn it from there."
                        .formatted(tag, split.label()));
              }
            }
          }
        });
  }

  private static Labels labels(Collection<Draft> drafts) {
    return Labels.ofTypes(
        drafts.stream()
            .flatMap(Corpora::tags)
            .flatMap(List::stream)
            .filter(tag -> !tag.equals("O"))
            .distinct()
            .map(Spans::type)
            .collect(Collectors.toSet()));
  }

  /** The tags of each sentence. */
  private static Stream<List<String>> tags(Draft draft) {
    return IntStream.range(0, draft.table.sentences())
        .peek(Interruption::check)
        .mapToObj(draft.table::tags);
  }
}
