package bonsai.train;

import bonsai.base.Settings;
import com.fasterxml.jackson.annotation.JsonValue;

/** What there is a gate on each of. */
public enum GatedPart {
  /** The attention heads of a layer. */
  HEADS,
  /** The groups of intermediate units of a layer's feed-forward block. */
  UNITS;

  /** The name in an event log. */
  @JsonValue
  public String label() {
    return Settings.label(this);
  }
}
