package bonsai.ner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A grammar that writes tagged sentences, in the notation that {@code sample.txt} explains.
 *
 * @param pools the names of each pool
 * @param rules the productions of each rule, each as often as its weight says
 */
record SampleGrammar(Map<String, List<String>> pools, Map<String, List<String>> rules) {
  private static final String START = "sentence";
  private static final Pattern SLOT = Pattern.compile("<([^>]+)>");
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");
  private static final Pattern VOWEL_SOUND = Pattern.compile("(?!Eu|Uk|Uni)[AEIOUaeiou8]|1[18]\\b");
  private static final Pattern WEIGHTED = Pattern.compile("(\\d+) \\* (.*)");

  /** The last of ten names in a row is for test alone. */
  private static final int ROW = 10;

  static SampleGrammar parse(String text) {
    var pools = new HashMap<String, List<String>>();
    var rules = new HashMap<String, List<String>>();
    List<String> body = new ArrayList<>();
    var inPool = false;
    for (var line : text.lines().toList()) {
      if (line.startsWith("pool ") || line.startsWith("rule ")) {
        inPool = line.startsWith("pool ");
        body = new ArrayList<>();
        (inPool ? pools : rules).put(line.substring("pool ".length()), body);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        body.addAll(inPool ? List.of(line.split(" ")) : weighted(line));
      }
    }
    return new SampleGrammar(pools, rules);
  }

  private static List<String> weighted(String line) {
    var matcher = WEIGHTED.matcher(line);
    return matcher.matches()
        ? Collections.nCopies(Integer.parseInt(matcher.group(1)), matcher.group(2))
        : List.of(line);
  }

  /** Writes one sentence with the names that the split may use, none of them twice. */
  Sentence sentence(Split split, Random random) {
    return tagged(expand("<" + START + ">", split, random, new HashSet<>()));
  }

  private String expand(String text, Split split, Random random, Set<String> used) {
    return SLOT.matcher(text)
        .replaceAll(slot -> Matcher.quoteReplacement(fill(slot.group(1), split, random, used)));
  }

  private String fill(String slot, Split split, Random random, Set<String> used) {
    var range = RANGE.matcher(slot);
    if (range.matches()) {
      var low = Integer.parseInt(range.group(1));
      var high = Integer.parseInt(range.group(2));
      return Integer.toString(low + random.nextInt(high - low + 1));
    }
    if (pools.containsKey(slot)) {
      return name(pools.get(slot), split, random, used);
    }
    var productions = rules.get(slot);
    if (productions == null) {
      throw new IllegalStateException("the sample's grammar has no <" + slot + ">");
    }
    return expand(productions.get(random.nextInt(productions.size())), split, random, used);
  }

  private static String name(List<String> pool, Split split, Random random, Set<String> used) {
    while (true) {
      var place = random.nextInt(pool.size());
      var reserved = split != Split.TEST && place % ROW == ROW - 1;
      if (!reserved && used.add(pool.get(place))) {
        return pool.get(place).replace('_', ' ');
      }
    }
  }

  /** Reads {@code [PER Anna Brandt] said …}; of brackets within brackets the outer ones count. */
  private static Sentence tagged(String text) {
    var words = new ArrayList<String>();
    var tags = new ArrayList<String>();
    var depth = 0;
    var type = "";
    var begins = false;
    for (var word : text.replace("]", " ]").split(" +")) {
      if (word.startsWith("[")) {
        if (depth++ == 0) {
          type = word.substring(1);
          begins = true;
        }
      } else if (word.equals("]")) {
        depth--;
      } else {
        words.add(word);
        tags.add(depth == 0 ? "O" : (begins ? "B-" : "I-") + type);
        begins = false;
      }
    }
    return finished(words, tags);
  }

  /** Applies the marks for capitals; without one, begins with a capital and says "an" where due. */
  private static Sentence finished(List<String> words, List<String> tags) {
    var mark = words.getFirst();
    var rest = words.subList(1, words.size());
    return switch (mark) {
      case "^" -> new Sentence(recased(rest, String::toUpperCase), tags.subList(1, tags.size()));
      case "~" -> new Sentence(recased(rest, String::toLowerCase), tags.subList(1, tags.size()));
      default -> {
        polish(words);
        yield new Sentence(words, tags);
      }
    };
  }

  private static List<String> recased(
      List<String> words, BiFunction<String, Locale, String> change) {
    return words.stream().map(word -> change.apply(word, Locale.ROOT)).toList();
  }

  private static void polish(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals("a") && VOWEL_SOUND.matcher(words.get(i + 1)).lookingAt()) {
        words.set(i, "an");
      }
    }
    var first = words.getFirst().equals("\"") ? 1 : 0;
    words.set(first, capitalised(words.get(first)));
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
