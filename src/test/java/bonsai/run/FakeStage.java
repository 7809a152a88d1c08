package bonsai.run;

import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.technique.FineTune;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.train.TrainingControl.Request;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A stage without tensors, for tests: its weights are the hash of all steps so far, so that the
 * result shows any step that was left out, done twice or done from the wrong state. It keeps to the
 * same protocol as a real training.
 *
 * @param stepsPerEpoch as in a real training the stage has epochs × this many steps
 * @param perStep how long a step takes
 */
record FakeStage(int stepsPerEpoch, Duration perStep) implements StageRunner {
  private static final int WEIGHTS = 64;
  private static final int EVALUATE_EVERY = 10;

  /** Weights, step and best step: the whole state. */
  private static final class State {
    private final long[] weights = new long[WEIGHTS];
    private long step;
    private long bestStep;
    private double bestF1 = -1;

    void step(long seed) {
      step++;
      for (var i = 0; i < weights.length; i++) {
        var x = weights[i] * 0x9E3779B97F4A7C15L + seed + step * 31 + i;
        weights[i] = x ^ x >>> 29;
      }
    }

    double f1() {
      return (weights[0] >>> 40) / (double) (1 << 24);
    }

    void write(Path folder) {
      var bytes = ByteBuffer.allocate(8 * (WEIGHTS + 3));
      for (var weight : weights) {
        bytes.putLong(weight);
      }
      bytes.putLong(step).putLong(bestStep).putDouble(bestF1);
      try {
        Files.write(folder.resolve("weights.bin"), bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static State read(Path folder) {
      try {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("weights.bin")));
        var state = new State();
        for (var i = 0; i < WEIGHTS; i++) {
          state.weights[i] = bytes.getLong();
        }
        state.step = bytes.getLong();
        state.bestStep = bytes.getLong();
        state.bestF1 = bytes.getDouble();
        return state;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public String engine(RunSpec spec) {
    return "none";
  }

  @Override
  public PrecisionChoice precision(RunSpec spec) {
    return new PrecisionChoice(Precision.FLOAT32, "float32 was asked for.");
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Outcome run(Context stage) {
    var training = ((FineTune) stage.technique()).training();
    var steps = (long) training.epochs() * stepsPerEpoch;
    var state = stage.checkpoints().latest().map(State::read).orElseGet(() -> fresh(stage));
    while (state.step < steps) {
      var asked = stage.control().poll();
      if (asked != Request.CONTINUE) {
        stage.checkpoints().save(state.step, state::write);
        if (asked == Request.PAUSE) {
          return new Outcome.Paused(state.step);
        }
        return new Outcome.Stopped(state.step, result(stage, state));
      }
      step(stage, state);
      if (state.step % EVALUATE_EVERY == 0) {
        evaluate(stage, state);
      }
      if (stage.checkpoints().due(state.step)) {
        stage.checkpoints().save(state.step, state::write);
      }
    }
    return new Outcome.Finished(result(stage, state));
  }

  /** Stages build on one another: the weights go on from the start model's. */
  private static State fresh(Context stage) {
    var state = new State();
    if (stage.start().isPresent()) {
      var before = State.read(stage.start().get());
      System.arraycopy(before.weights, 0, state.weights, 0, WEIGHTS);
    }
    return state;
  }

  private void step(Context stage, State state) {
    try {
      Thread.sleep(perStep);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    state.step(stage.spec().seed());
    stage
        .listener()
        .on(
            new TrainingEvent.Stepped(
                state.step,
                state.step / (double) stepsPerEpoch,
                1.0 / state.step,
                1,
                5e-5,
                100,
                perStep.toNanos() / 1e9));
  }

  private static void evaluate(Context stage, State state) {
    var best = state.f1() > state.bestF1;
    if (best) {
      state.bestF1 = state.f1();
      state.bestStep = state.step;
      stage.checkpoints().saveBest(state.step, state::write);
    }
    stage
        .listener()
        .on(
            new TrainingEvent.Evaluated(
                state.step, state.step / 100.0, Split.VALID, scores(state.f1()), best, 0.01));
  }

  private static Map<Split, EntityScores> result(Context stage, State state) {
    var best =
        state.bestStep > 0 ? stage.checkpoints().best().map(State::read).orElseThrow() : state;
    best.write(stage.result());
    try {
      Files.writeString(stage.result().resolve("config.json"), "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(Split.VALID, scores(best.f1()));
  }

  private static EntityScores scores(double f1) {
    return new EntityScores(f1, f1, f1, f1, f1, Map.of()).withStrictF1(f1 / 2);
  }
}
