package bonsai.ner;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the entities in a sequence of tags by the rules of the {@code conlleval} script, which are
 * seqeval's default ({@code seqeval.metrics.sequence_labeling.get_entities}, version 1.2.2): an
 * {@code I-} that follows {@code O} or another type starts an entity; {@code E-} ends one and
 * {@code S-} is one by itself. No sequence of tags is an error.
 */
public final class Spans {
  /** What seqeval takes for the type of a tag without one; {@code O} has it, too. */
  private static final String NO_TYPE = "_";

  private Spans() {}

  /** The entities of one sentence's tags, in their order; they never overlap. */
  public static List<Span> of(List<String> tags) {
    var spans = new ArrayList<Span>();
    var before = 'O';
    var typeBefore = NO_TYPE;
    var start = 0;
    for (int i = 0; i <= tags.size(); i++) {
      var tag = i < tags.size() ? tags.get(i) : "O";
      var prefix = prefix(tag);
      var type = type(tag);
      if (ends(before, typeBefore, prefix, type)) {
        spans.add(new Span(typeBefore, start, i));
      }
      if (starts(before, typeBefore, prefix, type)) {
        start = i;
      }
      before = prefix;
      typeBefore = type;
    }
    return spans;
  }

  /** The tag's first letter; {@code O} if it is empty. */
  static char prefix(String tag) {
    return tag.isEmpty() ? 'O' : tag.charAt(0);
  }

  /** What follows the hyphen behind the tag's first letter: {@code PER} of {@code B-PER}. */
  static String type(String tag) {
    var hyphen = tag.indexOf('-', 1);
    var type = tag.substring(hyphen < 0 ? Math.min(1, tag.length()) : hyphen + 1);
    return type.isEmpty() ? NO_TYPE : type;
  }

  private static boolean ends(char before, String typeBefore, char prefix, String type) {
    return switch (before) {
      case 'E', 'S' -> true;
      case 'O', '.' -> false;
      default ->
          ((before == 'B' || before == 'I') && (prefix == 'B' || prefix == 'S' || prefix == 'O'))
              || !typeBefore.equals(type);
    };
  }

  private static boolean starts(char before, String typeBefore, char prefix, String type) {
    return switch (prefix) {
      case 'B', 'S' -> true;
      case 'O', '.' -> false;
      default ->
          ((prefix == 'E' || prefix == 'I') && (before == 'E' || before == 'S' || before == 'O'))
              || !typeBefore.equals(type);
    };
  }
}
