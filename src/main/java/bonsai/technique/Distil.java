package bonsai.technique;

import bonsai.ner.Augmentation;
import bonsai.ner.Unlabelled;
import bonsai.train.Distillation;
import bonsai.train.HiddenLoss;
import bonsai.train.OutputLoss;
import bonsai.train.TeacherCaching;
import bonsai.train.Training;
import java.nio.file.Path;
import java.util.Optional;

/** Trains on what the run's teacher says of the training split, and of text without tags. */
public record Distil(
    OutputLoss output,
    Optional<HiddenLoss> hidden,
    Optional<Augmentation> augmentation,
    Optional<Unlabelled> unlabelled,
    TeacherCaching cache,
    Training training)
    implements Technique {
  @Override
  public Distil resolvedAgainst(Path folder) {
    return new Distil(
        output,
        hidden,
        augmentation,
        unlabelled.map(text -> text.resolvedAgainst(folder)),
        cache,
        training);
  }

  @Override
  public Optional<Distillation.Settings> learns() {
    return Optional.of(new Distillation.Settings(output, hidden, cache));
  }

  @Override
  public long sentencesPerEpoch(long labelled) {
    var extended = labelled * (1 + augmentation.map(Augmentation::copies).orElse(0));
    return extended + unlabelled.map(text -> Math.round(extended * text.proportion())).orElse(0L);
  }

  @Override
  public Optional<Training> trains() {
    return Optional.of(training);
  }
}
