package bonsai.app.form;

import java.util.Locale;
import java.util.Set;

/** What people call the names that a spec has for things. */
public final class Titles {
  private static final Set<String> ACRONYMS = Set.of("cpu", "cuda", "svd", "mse", "kl");

  /** Words that are written with their dash. */
  private static final Set<String> ONE_WORD = Set.of("fine-tune");

  private Titles() {}

  /** {@code factorise-embeddings} is "Factorise embeddings", {@code softLoss} "Soft loss". */
  public static String of(String name) {
    if (ACRONYMS.contains(name)) {
      return name.toUpperCase(Locale.ROOT);
    }
    var dashed = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    var words = ONE_WORD.contains(dashed) ? dashed : dashed.replace('-', ' ');
    return words.isEmpty() ? "None" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
