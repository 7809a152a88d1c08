package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.ner.EncodedSplit;
import bonsai.ner.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A task that a tiny model can learn: the tag of a piece follows from its id. */
final class Tasks {
  static final Labels LABELS = Labels.ofTypes(List.of("LOC", "PER"));
  static final int VOCABULARY = 60;

  private Tasks() {}

  static EncodedSplit split(int sentences, long seed) {
    var random = new Random(seed);
    var windows = new ArrayList<EncodedSentence>();
    var lengths = new ArrayList<Integer>();
    for (var i = 0; i < sentences; i++) {
      var words = 3 + random.nextInt(10);
      var ids = new int[words + 2];
      var labels = new int[ids.length];
      var wordIds = new int[ids.length];
      ids[0] = 2;
      ids[words + 1] = 3;
      labels[0] = labels[words + 1] = Labels.IGNORED;
      wordIds[0] = wordIds[words + 1] = -1;
      for (var word = 0; word < words; word++) {
        ids[word + 1] = 5 + random.nextInt(VOCABULARY - 5);
        // B-LOC and B-PER of every third piece, else O
        labels[word + 1] =
            switch (ids[word + 1] % 3) {
              case 0 -> LABELS.id("B-LOC");
              case 1 -> LABELS.id("B-PER");
              default -> 0;
            };
        wordIds[word + 1] = word;
      }
      windows.add(new EncodedSentence(i, ids, labels, wordIds, 0, words));
      lengths.add(words);
    }
    return new EncodedSplit(windows, lengths, 0, 0);
  }

  static Gold gold(EncodedSplit split) {
    var tags =
        split.windows().stream()
            .map(
                window ->
                    IntStream.range(1, window.length() - 1)
                        .mapToObj(i -> LABELS.tag(window.labels()[i]))
                        .toList())
            .toList();
    return new Gold(tags, split);
  }

  /** Checkpoints in plain folders, one every few steps. */
  record Kept(Path folder, int every) implements Checkpoints {
    @Override
    public boolean due(long step) {
      return step % every == 0;
    }

    @Override
    public void save(long step, Consumer<Path> content) {
      write("latest", content);
    }

    @Override
    public Optional<Path> latest() {
      return Optional.of(folder.resolve("latest")).filter(Files::isDirectory);
    }

    @Override
    public void saveBest(long step, Consumer<Path> content) {
      write("best", content);
    }

    @Override
    public Optional<Path> best() {
      return Optional.of(folder.resolve("best")).filter(Files::isDirectory);
    }

    @Override
    public void saveStart(Consumer<Path> content) {
      write("start", content);
    }

    @Override
    public Optional<Path> start() {
      return Optional.of(folder.resolve("start")).filter(Files::isDirectory);
    }

    private void write(String name, Consumer<Path> content) {
      try {
        content.accept(Files.createDirectories(folder.resolve(name)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
