package bonsai.ner;

import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The tags a model tells apart, in the order of its output columns: {@code O}, then {@code B-} and
 * {@code I-} of each type.
 *
 * @param tags the tags by id
 */
public record Labels(List<String> tags) {
  /** The target that no loss and no score counts: special tokens and padding. */
  public static final int IGNORED = -100;

  /** CoNLL-2003's own order; types unknown to it follow in alphabetical order. */
  private static final List<String> USUAL_ORDER = List.of("PER", "ORG", "LOC", "MISC");

  public Labels {
    tags = List.copyOf(tags);
  }

  /** The BIO tags of these entity types. */
  public static Labels ofTypes(Collection<String> types) {
    var ordered = new ArrayList<>(new TreeSet<>(types));
    ordered.sort(Comparator.comparingInt(Labels::usualPlace));
    var tags = new ArrayList<String>();
    tags.add("O");
    for (var type : ordered) {
      tags.add("B-" + type);
      tags.add("I-" + type);
    }
    return new Labels(tags);
  }

  /** So many labels that nobody has named: {@code LABEL_0}, …, as in Hugging Face's configs. */
  public static Labels unnamed(int number) {
    return new Labels(IntStream.range(0, number).mapToObj(id -> "LABEL_" + id).toList());
  }

  private static int usualPlace(String type) {
    var place = USUAL_ORDER.indexOf(type);
    return place < 0 ? USUAL_ORDER.size() : place;
  }

  public int size() {
    return tags.size();
  }

  public String tag(int id) {
    return tags.get(id);
  }

  /**
   * The id of a tag.
   *
   * @throws UserException if the model has no such tag
   */
  public int id(String tag) {
    var id = tags.indexOf(tag);
    if (id < 0) {
      throw new UserException("The tag '" + tag + "' is not among the model's tags " + tags + ".");
    }
    return id;
  }
}
