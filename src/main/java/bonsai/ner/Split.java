package bonsai.ner;

import bonsai.base.UserException;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** The three parts of a corpus: to learn from, to choose by, to report on. */
public enum Split {
  TRAIN,
  VALID,
  TEST;

  /**
   * The split's name in files and on the command line: {@code train}, {@code valid}, {@code test}.
   */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The split of that name.
   *
   * @throws UserException if there is none
   */
  public static Split of(String label) {
    return Arrays.stream(values())
        .filter(split -> split.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new UserException("'" + label + "' is not a split: use train, valid or test."));
  }
}
