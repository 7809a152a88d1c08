package bonsai.app.playground;

import bonsai.tag.ModelInfo;
import bonsai.tag.TagPrecision;
import bonsai.tag.TagReply.Tagged;
import bonsai.tag.TaggedEntity;
import bonsai.tag.TaggedSentence;
import bonsai.tag.TaggerClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stands where a tagger process does, and answers when the test says so: a word that begins with a
 * capital is a person, but for a model in the folder of the run {@link #BLIND}.
 */
final class FakeTagger implements TaggerStarter {
  /** The run whose model finds nobody. */
  static final String BLIND = "blind";

  private record Asked(
      Path model, List<List<String>> sentences, CompletableFuture<Tagged> answer) {}

  private final List<Path> started = new ArrayList<>();
  private final List<TagPrecision> precisions = new ArrayList<>();
  private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
  private final List<Path> closed = new ArrayList<>();
  private final List<TaggerClient.Listener> listeners = new ArrayList<>();

  @Override
  public Connection start(Path model, TagPrecision precision, TaggerClient.Listener told) {
    started.add(model);
    precisions.add(precision);
    listeners.add(told);
    return new Connection() {
      @Override
      public CompletableFuture<Tagged> tagWords(List<List<String>> sentences) {
        var asked = new Asked(model, sentences, new CompletableFuture<>());
        waiting.add(asked);
        return asked.answer();
      }

      @Override
      public List<String> log() {
        return List.of("said something");
      }

      @Override
      public void close() {
        closed.add(model);
      }
    };
  }

  /** The folders of the processes so far. */
  List<Path> started() {
    return List.copyOf(started);
  }

  /** What each was to compute in. */
  List<TagPrecision> precisions() {
    return List.copyOf(precisions);
  }

  List<Path> closed() {
    return List.copyOf(closed);
  }

  /** What was asked and not answered yet. */
  List<List<List<String>>> waiting() {
    return waiting.stream().map(Asked::sentences).toList();
  }

  /** All processes have opened their models. */
  void ready() {
    var info =
        new ModelInfo("fake", "/fake", 1000, List.of("O", "B-PER"), 16, "cpu", "float32", "", 1);
    listeners.forEach(listener -> listener.ready(info));
  }

  /** The process that was started last has died, and another took its place. */
  void restarted() {
    listeners.getLast().restarted("It died.");
  }

  /** The process that was started last is given up. */
  void stopped() {
    listeners.getLast().stopped("It is given up.");
  }

  /** Answers what was asked first. */
  void answer() {
    var asked = waiting.remove();
    asked
        .answer()
        .complete(
            new Tagged(
                0,
                asked.sentences().stream().map(words -> tagged(asked.model(), words)).toList(),
                2));
  }

  void fail(RuntimeException failure) {
    waiting.remove().answer().completeExceptionally(failure);
  }

  private static TaggedSentence tagged(Path model, List<String> words) {
    var sees = !model.endsWith(Path.of(BLIND, "model"));
    var tags =
        words.stream()
            .map(word -> sees && Character.isUpperCase(word.charAt(0)) ? "B-PER" : "O")
            .toList();
    var entities = new ArrayList<TaggedEntity>();
    for (var i = 0; i < words.size(); i++) {
      if (!tags.get(i).equals("O")) {
        entities.add(new TaggedEntity("PER", i, i + 1, words.get(i), 0.9f));
      }
    }
    return new TaggedSentence(
        words, tags, Collections.nCopies(words.size(), 0.9f), entities, List.of());
  }
}
