package bonsai.model.pretrained;

import java.util.OptionalLong;

/** Listens to a fetch; called on the fetching thread. */
public interface FetchProgress {
  /** A new thing begins; one sentence without a full stop. */
  void says(String what);

  /**
   * Bytes of the present thing that have arrived so far.
   *
   * @param total the whole, if it is known
   */
  void arrived(long bytes, OptionalLong total);
}
