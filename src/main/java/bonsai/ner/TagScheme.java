package bonsai.ner;

import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.List;

/** The ways to write entities as one tag a word. */
public enum TagScheme {
  /** {@code I-} for every word of an entity, {@code B-} only to part it from one before it. */
  IOB1("BI"),
  /** {@code B-} for the first word of every entity, {@code I-} for the others; also called BIO. */
  IOB2("BI"),
  /** IOB2 with {@code E-} for the last word and {@code S-} for an entity of one word. */
  BIOES("BIES"),
  /** IOB2 with {@code L-} for the last word and {@code U-} for an entity of one word. */
  BILUO("BILU");

  private final String prefixes;

  TagScheme(String prefixes) {
    this.prefixes = prefixes;
  }

  /** Whether a text is a tag in any of the schemes: {@code O}, or a letter and a type. */
  public static boolean isTag(String text) {
    return text.equals("O")
        || (text.length() > 2
            && text.charAt(1) == '-'
            && "BIESLU".indexOf(text.charAt(0)) >= 0
            && text.chars().noneMatch(Character::isISOControl));
  }

  /**
   * The scheme that sentences were written in. Without {@code E-}, {@code S-}, {@code L-} and
   * {@code U-} it is IOB1 if some entity begins with {@code I-} and no {@code B-} stands where IOB1
   * has none; else it is IOB2, even with an {@code I-} here and there that follows no {@code B-}.
   *
   * @param sentences the tags of each sentence; better all of a corpus than a part
   * @throws UserException if BIOES and BILUO are mixed
   */
  public static TagScheme detect(Iterable<List<String>> sentences) {
    var seen = new StringBuilder();
    var insideFirst = false;
    var freeB = false;
    for (var tags : sentences) {
      var before = "O";
      for (var tag : tags) {
        var letter = Spans.prefix(tag);
        if (letter != 'O' && seen.indexOf(String.valueOf(letter)) < 0) {
          seen.append(letter);
        }
        insideFirst |= letter == 'I' && !sameType(before, tag);
        freeB |= letter == 'B' && !sameType(before, tag);
        before = tag;
      }
    }
    var letters = seen.toString();
    var bioes = letters.indexOf('E') >= 0 || letters.indexOf('S') >= 0;
    var biluo = letters.indexOf('L') >= 0 || letters.indexOf('U') >= 0;
    if (bioes && biluo) {
      throw new UserException(
          "The tags mix the letters of BIOES (E-, S-) with those of BILUO (L-, U-):"
              + " write all files in one scheme.");
    }
    return bioes ? BIOES : biluo ? BILUO : insideFirst && !freeB ? IOB1 : IOB2;
  }

  /**
   * The same entities in IOB2. What the scheme does not allow stays as irregular as it was: an
   * {@code I-} without a {@code B-} is kept, and {@link Spans#of} finds in the result what it finds
   * in the tags given.
   *
   * @param tags of this scheme
   */
  public List<String> toBio(List<String> tags) {
    if (this == IOB2) {
      return tags;
    }
    var bio = new ArrayList<String>(tags.size());
    var before = "O";
    for (var tag : tags) {
      bio.add(toBio(before, tag));
      before = tag;
    }
    return List.copyOf(bio);
  }

  private String toBio(String before, String tag) {
    var begins =
        switch (Spans.prefix(tag)) {
          case 'B', 'S', 'U' -> true;
          case 'I', 'E', 'L' ->
              this == IOB1
                  ? !sameType(before, tag)
                  : sameType(before, tag) && "ESLU".indexOf(Spans.prefix(before)) >= 0;
          default -> false;
        };
    return tag.equals("O") ? tag : (begins ? "B" : "I") + tag.substring(1);
  }

  /**
   * Entities written in this scheme.
   *
   * @param spans in order, not overlapping, within the sentence
   * @param words the sentence's length
   */
  public List<String> tags(List<Span> spans, int words) {
    var tags = new ArrayList<String>(words);
    var before = new Span("", 0, 0);
    for (var span : spans) {
      while (tags.size() < span.start()) {
        tags.add("O");
      }
      var touching =
          before.end() == span.start() && before.type().equals(span.type()) && !tags.isEmpty();
      for (int i = span.start(); i < span.end(); i++) {
        tags.add(letter(i == span.start(), i == span.end() - 1, touching) + "-" + span.type());
      }
      before = span;
    }
    while (tags.size() < words) {
      tags.add("O");
    }
    return List.copyOf(tags);
  }

  private char letter(boolean first, boolean last, boolean touching) {
    return switch (this) {
      case IOB1 -> first && touching ? 'B' : 'I';
      case IOB2 -> first ? 'B' : 'I';
      case BIOES, BILUO ->
          first && last ? prefixes.charAt(3) : first ? 'B' : last ? prefixes.charAt(2) : 'I';
    };
  }

  /** Whether both are tags of an entity, and of one type. */
  static boolean sameType(String before, String tag) {
    return before.length() > 1
        && before.length() == tag.length()
        && before.regionMatches(1, tag, 1, tag.length() - 1);
  }
}
