package bonsai.ner;

import bonsai.ner.Augmentation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes new sentences from those of a training split. Swapping entities is the mention replacement
 * of Dai and Adel (COLING 2020, arXiv 2010.11683).
 */
final class Augmenter {
  private final Augmentation settings;
  private final List<Sentence> sentences;
  private final Map<String, List<List<String>>> entities;

  Augmenter(Augmentation settings, List<Sentence> sentences) {
    this.settings = settings;
    this.sentences = sentences;
    entities = settings.entitySwaps() ? entities(sentences) : Map.of();
  }

  /**
   * The different entities of each type, in the corpus's order: a rare one comes as often as a
   * frequent one. Those of sentences in one case come only where a type has no others, since they
   * do not tell how the name is written elsewhere.
   */
  private static Map<String, List<List<String>>> entities(List<Sentence> sentences) {
    var mixed = new HashMap<String, Set<List<String>>>();
    var others = new HashMap<String, Set<List<String>>>();
    for (var sentence : sentences) {
      var known = Casing.of(sentence.words()) == Casing.MIXED ? mixed : others;
      for (var span : Spans.of(sentence.tags())) {
        known
            .computeIfAbsent(span.type(), type -> new LinkedHashSet<>())
            .add(List.copyOf(words(sentence, span)));
      }
    }
    others.forEach(mixed::putIfAbsent);
    var entities = new HashMap<String, List<List<String>>>();
    mixed.forEach((type, some) -> entities.put(type, List.copyOf(some)));
    return entities;
  }

  private static List<String> words(Sentence sentence, Span span) {
    return sentence.words().subList(span.start(), span.end());
  }

  /**
   * New sentences made from one: as many as the settings say, fewer where it gives no more that
   * differ. Their tags are regular BIO.
   */
  List<Sentence> variants(int index, Random random) {
    var known = new HashSet<List<String>>();
    known.add(sentences.get(index).words());
    var variants = new ArrayList<Sentence>();
    for (int copy = 0; copy < settings.copies(); copy++) {
      variant(index, random, known).ifPresent(variants::add);
    }
    return variants;
  }

  /** One by any way that gives something new, each as likely as the others to be tried first. */
  private Optional<Sentence> variant(int index, Random random, Set<List<String>> known) {
    var kinds = new ArrayList<>(settings.kinds());
    Collections.shuffle(kinds, random);
    for (var kind : kinds) {
      var variant = made(kind, index, random);
      if (variant.size() <= settings.longest() && known.add(variant.words())) {
        return Optional.of(variant);
      }
    }
    return Optional.empty();
  }

  /** A sentence made that way; the same one where there is no such way. */
  private Sentence made(Kind kind, int index, Random random) {
    var sentence = sentences.get(index);
    return switch (kind) {
      case ENTITY_SWAP -> swapped(sentence, random);
      case UPPER_CASE -> written(sentence, Casing.UPPER);
      case TITLE_CASE -> written(sentence, Casing.TITLE);
      case LOWER_CASE -> written(sentence, Casing.LOWER);
      case SENTENCE_PAIR ->
          index + 1 < sentences.size() ? joined(sentence, sentences.get(index + 1)) : sentence;
    };
  }

  /** Puts another entity of its type in the place of each one, in the sentence's own case. */
  private Sentence swapped(Sentence sentence, Random random) {
    var casing = Casing.of(sentence.words());
    var words = new ArrayList<String>();
    var spans = new ArrayList<Span>();
    var copied = 0;
    for (var span : Spans.of(sentence.tags())) {
      words.addAll(sentence.words().subList(copied, span.start()));
      var start = words.size();
      words.addAll(casing.apply(another(words(sentence, span), span.type(), random)));
      spans.add(new Span(span.type(), start, words.size()));
      copied = span.end();
    }
    words.addAll(sentence.words().subList(copied, sentence.size()));
    return tagged(words, spans);
  }

  /** Another entity of the type; the same one if there is no other. */
  private List<String> another(List<String> entity, String type, Random random) {
    var all = entities.get(type);
    var drawn = random.nextInt(all.size());
    return all.get(drawn).equals(entity) ? all.get((drawn + 1) % all.size()) : all.get(drawn);
  }

  private static Sentence written(Sentence sentence, Casing casing) {
    return tagged(casing.apply(sentence.words()), Spans.of(sentence.tags()));
  }

  private static Sentence joined(Sentence first, Sentence second) {
    var words = Stream.concat(first.words().stream(), second.words().stream()).toList();
    var spans = new ArrayList<>(Spans.of(first.tags()));
    for (var span : Spans.of(second.tags())) {
      spans.add(new Span(span.type(), first.size() + span.start(), first.size() + span.end()));
    }
    return tagged(words, spans);
  }

  private static Sentence tagged(List<String> words, List<Span> spans) {
    return new Sentence(words, TagScheme.IOB2.tags(spans, words.size()));
  }
}
