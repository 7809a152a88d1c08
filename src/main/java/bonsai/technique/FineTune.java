package bonsai.technique;

import bonsai.train.Training;
import java.util.Optional;

/** Trains all weights on the corpus's tags. */
public record FineTune(Training training) implements Technique {
  @Override
  public Optional<Training> trains() {
    return Optional.of(training);
  }
}
