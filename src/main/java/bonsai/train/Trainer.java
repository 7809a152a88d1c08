package bonsai.train;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.Split;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Safetensors;
import bonsai.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Trains a model on a split and keeps the state that scored best on another, or the last one where
 * the objective says so. An interrupted training goes on from its latest checkpoint and, on the
 * same machine, ends with the same bits: everything random follows from the seed and the step.
 */
public final class Trainer {
  private static final String WEIGHTS = "weights.safetensors";
  private static final String MOMENTS = "moments.safetensors";
  private static final String STATE = "trainer.json";

  /** A training that can no longer compute a finite loss will not recover. */
  private static final int MOST_SKIPPED_IN_A_ROW = 10;

  private final Torch torch;
  private final Precision precision;
  private final Training training;
  private final Objective objective;
  private final long seed;
  private final Checkpoints checkpoints;
  private final TrainingListener listener;
  private final TrainingControl control;

  public Trainer(
      Torch torch,
      Precision precision,
      Training training,
      Objective objective,
      long seed,
      Checkpoints checkpoints,
      TrainingListener listener,
      TrainingControl control) {
    this.torch = torch;
    this.precision = precision;
    this.training = training;
    this.objective = objective;
    this.seed = seed;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.control = control;
  }

  /** Why a training returned. */
  public enum End {
    FINISHED,
    PAUSED,
    STOPPED
  }

  /**
   * What a training leaves.
   *
   * @param step optimizer steps done
   * @param model the best on valid so far; the last if nothing was ever evaluated, or if that is
   *     what counts
   * @param beside what the objective trained beside that model
   */
  public record Result(
      End end, long step, NerModel model, SequencedMap<String, HostTensor> beside) {}

  /**
   * Trains from {@code start}, or from the latest checkpoint if there is one.
   *
   * @param valid what to choose the best state by; without sentences the last state is the result
   */
  public Result train(NerModel start, TrainingSet train, Gold valid) {
    if (train.windows().isEmpty()) {
      throw new UserException("The training split has no sentences to learn from.");
    }
    var saved = checkpoints.latest();
    var weights = saved.map(folder -> read(folder.resolve(WEIGHTS))).orElseGet(() -> fresh(start));
    var moments = saved.map(folder -> read(folder.resolve(MOMENTS))).orElseGet(LinkedHashMap::new);
    var state = saved.map(Trainer::readState).orElse(TrainerState.FRESH);
    if (!objective.prepare(listener, control)) {
      var end = control.poll() == TrainingControl.Request.STOP ? End.STOPPED : End.PAUSED;
      return result(end, state.step(), start, best(state).orElse(weights));
    }
    try (var network = Networks.open(torch, start.config(), weights, precision)) {
      network.prepareTraining(training.dropout(), seed, moments);
      objective.opened(network);
      // From the model it began with, so that a resumed training keeps the same zeros.
      for (var matrix : start.config().architecture().pruned()) {
        network.keepZeros(matrix + ".weight", start.tensor(matrix + ".weight"));
      }
      return new Course(network, start, train, valid, state).run();
    }
  }

  /** The best weights so far, if there are any and they are what counts. */
  private Optional<SequencedMap<String, HostTensor>> best(TrainerState state) {
    return state.bestStep() > 0 && !objective.lastCounts()
        ? checkpoints.best().map(folder -> read(folder.resolve(WEIGHTS)))
        : Optional.empty();
  }

  /** The model's weights, and what the objective trains beside them. */
  private SequencedMap<String, HostTensor> fresh(NerModel start) {
    var weights = new LinkedHashMap<>(start.tensors());
    weights.putAll(objective.parameters());
    return weights;
  }

  /** The model in what was trained, and the rest. */
  private static Result result(
      End end, long step, NerModel start, SequencedMap<String, HostTensor> trained) {
    var tensors = new LinkedHashMap<>(trained);
    tensors.keySet().retainAll(start.tensors().keySet());
    var beside = new LinkedHashMap<>(trained);
    beside.keySet().removeAll(start.tensors().keySet());
    return new Result(end, step, new NerModel(start.config(), tensors), beside);
  }

  /** One training from its first or resumed step to its end. */
  private final class Course {
    private final Network network;
    private final NerModel start;
    private final Gold valid;
    private final LengthGroupedBatches batches;
    private final TrainingStep trainingStep;
    private final LearningRate learningRate;
    private final long totalSteps;
    private TrainerState state;

    Course(Network network, NerModel start, TrainingSet train, Gold valid, TrainerState state) {
      this.network = network;
      this.start = start;
      this.valid = valid;
      this.state = state;
      batches =
          new LengthGroupedBatches(train.windows(), train.mixture(), training.batchSize(), seed);
      trainingStep = new TrainingStep(torch, network, training, objective, seed);
      totalSteps = (long) batches.perEpoch() * training.epochs();
      learningRate =
          new LearningRate(training.learningRate(), training.warmup() * totalSteps, totalSteps);
    }

    Result run() {
      var order = List.<int[]>of();
      if (state.step() == 0) {
        objective.tell(network, 0, totalSteps, listener);
      }
      while (state.step() < totalSteps && !outOfPatience() && !reached()) {
        switch (control.poll()) {
          case CONTINUE -> {}
          case PAUSE -> {
            save();
            return end(End.PAUSED);
          }
          case STOP -> {
            save();
            return end(End.STOPPED);
          }
        }
        var inEpoch = (int) (state.step() % batches.perEpoch());
        if (inEpoch == 0 || order.isEmpty()) {
          order = batches.epoch((int) (state.step() / batches.perEpoch()));
        }
        step(order.get(inEpoch));
        if (evaluationIsDue()) {
          evaluate();
        }
        if (checkpoints.due(state.step())) {
          save();
        }
      }
      if (state.step() < totalSteps && reached() && !evaluationIsDue() && !valid.isEmpty()) {
        evaluate(); // of the state that counts
      }
      return end(End.FINISHED);
    }

    private boolean reached() {
      return objective.reached(network, (double) state.step() / totalSteps);
    }

    private boolean outOfPatience() {
      return training.patience() > 0
          && !objective.lastCounts()
          && state.evaluationsSinceBest() >= training.patience();
    }

    private void step(int[] indices) {
      var started = System.nanoTime();
      var batch = batches.batch(indices);
      var rate = learningRate.at(state.step());
      var progress = (double) state.step() / totalSteps;
      var outcome = trainingStep.take(batch, state.step() + 1, state.updates() + 1, rate, progress);
      state = state.stepped(outcome.finite());
      if (outcome.finite()) {
        listener.on(
            new TrainingEvent.Stepped(
                state.step(),
                epoch(),
                outcome.loss(),
                outcome.gradientNorm(),
                rate,
                batch.tokens(),
                (System.nanoTime() - started) / 1e9,
                outcome.terms().size() > 1 ? outcome.terms() : Map.of(),
                objective.learningRates()));
        objective.tell(network, state.step(), totalSteps, listener);
        return;
      }
      var reason =
          "The loss was %s and the gradient norm %s."
              .formatted(outcome.loss(), outcome.gradientNorm());
      listener.on(new TrainingEvent.Skipped(state.step(), reason));
      if (state.skippedInARow() >= MOST_SKIPPED_IN_A_ROW) {
        throw new UserException(
            "The training was stopped at step %d: the loss or its gradient was not a finite number in %d steps in a row; try a lower learning rate, or float32 precision."
                .formatted(state.step(), MOST_SKIPPED_IN_A_ROW));
      }
    }

    private double epoch() {
      return (double) state.step() / batches.perEpoch();
    }

    private boolean evaluationIsDue() {
      return !valid.isEmpty()
          && (state.step() % batches.perEpoch() == 0
              || state.step() == totalSteps
              || training.evaluateEvery() > 0 && state.step() % training.evaluateEvery() == 0);
    }

    private void evaluate() {
      var started = System.nanoTime();
      var scores = new Evaluator(torch, network, start.config().labels()).scores(valid);
      state = state.evaluated(scores.f1());
      var best = state.bestStep() == state.step() && !objective.lastCounts();
      if (best) {
        checkpoints.saveBest(
            state.step(), folder -> write(folder.resolve(WEIGHTS), network.weights()));
      }
      var seconds = (System.nanoTime() - started) / 1e9;
      listener.on(
          new TrainingEvent.Evaluated(state.step(), epoch(), Split.VALID, scores, best, seconds));
    }

    private void save() {
      checkpoints.save(
          state.step(),
          folder -> {
            write(folder.resolve(WEIGHTS), network.weights());
            write(folder.resolve(MOMENTS), network.moments());
            writeState(folder, state);
          });
    }

    private Result end(End end) {
      return result(end, state.step(), start, best(state).orElseGet(this::presentWeights));
    }

    /** A copy, since the network's own memory goes with it. */
    private SequencedMap<String, HostTensor> presentWeights() {
      var copies = new LinkedHashMap<String, HostTensor>();
      network.weights().forEach((name, weight) -> copies.put(name, weight.copy()));
      return copies;
    }
  }

  private static SequencedMap<String, HostTensor> read(Path file) {
    return Safetensors.read(file).tensors();
  }

  private static void write(Path file, SequencedMap<String, HostTensor> tensors) {
    Safetensors.write(file, tensors, Map.of());
  }

  private static TrainerState readState(Path folder) {
    try {
      return Json.LINE.readValue(Files.readString(folder.resolve(STATE)), TrainerState.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeState(Path folder, TrainerState state) {
    try {
      Files.writeString(folder.resolve(STATE), Json.LINE.writeValueAsString(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
