package bonsai.train;

/**
 * What a trainer knows beside weights and moments; {@code trainer.json} of a checkpoint.
 *
 * @param step optimizer steps done
 * @param bestStep the step of the best valid F1 so far; 0 if there was no evaluation yet
 * @param bestF1 that F1
 * @param evaluationsSinceBest for early stopping
 * @param skippedInARow steps without a finite loss since the last one with
 * @param skipped all steps without a finite loss
 */
record TrainerState(
    long step,
    long bestStep,
    double bestF1,
    int evaluationsSinceBest,
    int skippedInARow,
    long skipped) {
  static final TrainerState FRESH = new TrainerState(0, 0, -1, 0, 0, 0);

  TrainerState stepped(boolean finite) {
    return new TrainerState(
        step + 1,
        bestStep,
        bestF1,
        evaluationsSinceBest,
        finite ? 0 : skippedInARow + 1,
        finite ? skipped : skipped + 1);
  }

  TrainerState evaluated(double f1) {
    return f1 > bestF1
        ? new TrainerState(step, step, f1, 0, skippedInARow, skipped)
        : new TrainerState(
            step, bestStep, bestF1, evaluationsSinceBest + 1, skippedInARow, skipped);
  }

  /** How often the weights were changed: what the optimizer's moments are averages over. */
  long updates() {
    return step - skipped;
  }
}
