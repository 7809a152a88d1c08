package bonsai.ner;

import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tag scheme whose entities count only when they are spelled exactly as it asks, as in seqeval's
 * strict mode ({@code seqeval.scheme}, version 1.2.2): {@code I-ORG I-ORG} is no entity in any of
 * them.
 */
public enum StrictScheme {
  /** {@code B-} begins an entity, {@code I-} of the same type goes on with it. */
  IOB2("OBI", 'I', 'I', 'B'),
  /** As IOB2, but {@code E-} must end an entity and {@code S-} is one of a single word. */
  IOBES("OBIES", 'I', 'E', 'S'),
  /** IOBES with the letters {@code L-} (last) and {@code U-} (unit). */
  BILOU("OBILU", 'I', 'L', 'U');

  private final String prefixes;
  private final char inside;
  private final char last;
  private final char single;

  StrictScheme(String prefixes, char inside, char last, char single) {
    this.prefixes = prefixes;
    this.inside = inside;
    this.last = last;
    this.single = single;
  }

  /**
   * The scheme of that name; {@code BIO}, {@code BIOES} and {@code BILUO} are other names for the
   * three.
   *
   * @throws UserException if there is none
   */
  public static StrictScheme of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "IOB2", "BIO" -> IOB2;
      case "IOBES", "BIOES" -> IOBES;
      case "BILOU", "BILUO" -> BILOU;
      default ->
          throw new UserException(
              "'" + name + "' is not a scheme for strict scores: use IOB2, IOBES or BILOU.");
    };
  }

  /**
   * The entities of one sentence's tags, in their order.
   *
   * @throws UserException if a tag begins with a letter that the scheme does not have
   */
  public List<Span> spans(List<String> tags) {
    var spans = new ArrayList<Span>();
    for (int start = 0; start < tags.size(); ) {
      var prefix = prefix(tags.get(start));
      var type = Spans.type(tags.get(start));
      var end = start + 1;
      var whole = prefix == single;
      if (prefix == 'B') {
        while (end < tags.size() && goesOn(tags.get(end), tags.get(end - 1), type)) {
          whole = prefix(tags.get(end)) == last;
          end++;
        }
        // In IOB2 a lone B- is an entity, and every I- may be the last one.
        whole |= last == inside;
      }
      if (whole) {
        spans.add(new Span(type, start, end));
      }
      start = end;
    }
    return spans;
  }

  private boolean goesOn(String tag, String before, String type) {
    var prefix = prefix(tag);
    var open = last == inside || prefix(before) != last;
    return open && (prefix == inside || prefix == last) && Spans.type(tag).equals(type);
  }

  private char prefix(String tag) {
    var prefix = Spans.prefix(tag);
    if (prefixes.indexOf(prefix) < 0) {
      throw new UserException(
          "The tag '"
              + tag
              + "' is not in the scheme "
              + this
              + ": leave out strict scoring, or name the scheme of the tags.");
    }
    return prefix;
  }
}
