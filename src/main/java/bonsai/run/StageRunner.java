package bonsai.run;

import bonsai.compress.CompressionEvent;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.technique.Technique;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.train.Checkpoints;
import bonsai.train.TrainingControl;
import bonsai.train.TrainingListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Does the work of one stage; the worker does everything around it. */
public interface StageRunner {
  /**
   * Runs a stage to its end, or until its control asks for a pause or a stop. Goes on from the
   * latest checkpoint if there is one. A finished or stopped stage has written a model folder to
   * {@link Context#result()}; a paused one has saved a checkpoint.
   */
  Outcome run(Context stage);

  /**
   * What computes: engine, version, device and natives, such as {@code PyTorch 2.7.1 cpu}. A run is
   * exactly repeatable only on the same one, so it is logged and compared at each resume.
   */
  String engine(RunSpec spec);

  /**
   * What to compute matrix products in, and why. It is asked when a run begins; the run then keeps
   * to that, since another precision halfway would change what it computes.
   */
  PrecisionChoice precision(RunSpec spec);

  /** How many threads the engine computes with; exactness holds only for the same number. */
  int threads();

  /**
   * A stage and all it needs.
   *
   * @param index the stage's place in the spec, from 0
   * @param precision what to compute matrix products in
   * @param start the folder of the model to start from; empty where the spec starts untrained
   * @param result an empty folder for the resulting model; it appears in the run once the stage
   *     returns
   * @param checkpoints this stage's own, with the spec's policy
   * @param compression is told of each matrix that is made smaller
   * @param warn one sentence for the log about something that went amiss but could be lived with
   */
  record Context(
      RunSpec spec,
      int index,
      Precision precision,
      Optional<Path> start,
      Path result,
      Checkpoints checkpoints,
      TrainingListener listener,
      Consumer<CompressionEvent> compression,
      TrainingControl control,
      Consumer<String> warn) {
    public Technique technique() {
      return spec.stages().get(index);
    }
  }

  /** How a stage ended. */
  sealed interface Outcome {
    /** The stage is done and its model written. */
    record Finished(Map<Split, EntityScores> scores) implements Outcome {}

    /** A checkpoint of this step is saved. */
    record Paused(long step) implements Outcome {}

    /** A checkpoint of this step is saved and the model written that was learnt so far. */
    record Stopped(long step, Map<Split, EntityScores> scores) implements Outcome {}
  }
}
