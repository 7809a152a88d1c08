package bonsai.tag;

import java.util.Locale;

/** What a tagger process is asked to compute in. */
public enum TagPrecision {
  /** What suits the machine and how the model is stored. */
  AUTO,
  /** Products of the layers in 8 bits, on the CPU. */
  INT8;

  /** Its name on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
