package bonsai.app.runs.live;

import bonsai.run.RunSpec;
import bonsai.train.Training;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a run is and how long it will take.
 *
 * @param stageSteps steps that the present stage will have
 * @param step steps done in all stages
 * @param steps steps that there will be, as far as can be told
 * @param tokensPerSecond real pieces a second in the last steps
 * @param left the time left
 */
public record Forecast(long stageSteps, long step, long steps, double tokensPerSecond, Left left) {
  /** The likely time, and the range that it is in with a probability of about 95 %. */
  public record Left(Duration likely, Duration least, Duration most) {}

  /** Fewer steps than this say nothing about the speed. */
  private static final int FEWEST = 5;

  /** The speed is that of the last so many steps, in so many blocks. */
  private static final int WINDOW = 200;

  private static final int BLOCKS = 10;

  /** Two splits are scored with a stage's result. */
  private static final int FINAL_EVALUATIONS = 2;

  /** What can be told; empty before the first steps. */
  public static Optional<Forecast> of(RunPast past, RunSpec spec) {
    var steps = past.steps();
    if (past.stageEpoch() <= 0 || steps.size() < FEWEST || past.stage() >= spec.stages().size()) {
      return Optional.empty();
    }
    var trains = spec.stages().get(past.stage()).trains();
    if (trains.isEmpty()) {
      return Optional.empty();
    }
    var current = trains.get();
    var perEpoch = past.stageStep() / past.stageEpoch();
    var stage = Math.max(past.stageStep(), Math.round(perEpoch * current.epochs()));
    var done = (long) steps.step().last();
    var total = done - past.stageStep() + stage;
    var evaluations =
        evaluations(current, stage, perEpoch)
            - evaluations(current, past.stageStep(), perEpoch)
            + FINAL_EVALUATIONS;
    for (var next : spec.stages().subList(past.stage() + 1, spec.stages().size())) {
      if (next.trains().isPresent()) {
        var training = next.trains().get();
        var nextPerEpoch = Math.ceil(perEpoch * current.batchSize() / training.batchSize());
        var nextSteps = (long) nextPerEpoch * training.epochs();
        total += nextSteps;
        evaluations += evaluations(training, nextSteps, nextPerEpoch);
      }
      evaluations += FINAL_EVALUATIONS;
    }
    return Optional.of(
        new Forecast(
            stage,
            done,
            total,
            tokensPerSecond(past),
            left(past, total - done, past.atRest() ? 0 : evaluations)));
  }

  private static long evaluations(Training training, long steps, double perEpoch) {
    var atEpochs = (long) Math.floor(steps / perEpoch + 1e-6);
    return training.evaluateEvery() == 0 ? atEpochs : atEpochs + steps / training.evaluateEvery();
  }

  private static double tokensPerSecond(RunPast past) {
    var steps = past.steps();
    var tokens = 0.0;
    var seconds = 0.0;
    for (var i = Math.max(0, steps.size() - WINDOW / 4); i < steps.size(); i++) {
      var took = steps.seconds().get(i);
      if (took > 0) {
        tokens += steps.tokensPerSecond().get(i) * took;
        seconds += took;
      }
    }
    return seconds > 0 ? tokens / seconds : 0;
  }

  /** The mean of blocks of steps, and two standard errors of it to either side. */
  private static Left left(RunPast past, long steps, long evaluations) {
    var seconds = past.steps().seconds();
    var count = Math.min(WINDOW, seconds.size());
    var blocks = Math.min(BLOCKS, count);
    var sum = 0.0;
    var squares = 0.0;
    for (var block = 0; block < blocks; block++) {
      var from = seconds.size() - count + block * count / blocks;
      var to = seconds.size() - count + (block + 1) * count / blocks;
      var mean = 0.0;
      for (var i = from; i < to; i++) {
        mean += seconds.get(i) / (to - from);
      }
      sum += mean;
      squares += mean * mean;
    }
    var mean = sum / blocks;
    var variance = Math.max(0, squares / blocks - mean * mean) * blocks / Math.max(1, blocks - 1);
    var error = 2 * Math.sqrt(variance / blocks);
    var fixed = evaluations * past.evaluationSeconds();
    return new Left(
        duration(steps * mean + fixed),
        duration(steps * Math.max(0, mean - error) + fixed),
        duration(steps * (mean + error) + fixed));
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
