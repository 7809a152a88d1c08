package bonsai.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that {@code bonsai doctor} looked at.
 *
 * @param about what it is, in a word
 * @param says what was found, without a full stop
 * @param mend what to do about it; a whole sentence
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Check(String about, Level level, String says, Optional<String> mend) {
  /** How bad it is. */
  enum Level {
    OK,
    /** Runs work, but slower or less safely than they could. */
    WARNING,
    /** Runs would fail. */
    PROBLEM;

    @JsonValue
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String about, String says) {
    return new Check(about, Level.OK, says, Optional.empty());
  }

  static Check warning(String about, String says, String mend) {
    return new Check(about, Level.WARNING, says, Optional.of(mend));
  }

  static Check problem(String about, String says, String mend) {
    return new Check(about, Level.PROBLEM, says, Optional.of(mend));
  }
}
