package bonsai.train;

import bonsai.base.Machine;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.EncodedSplit;
import bonsai.torch.MatrixPeak;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Measures how fast a model trains on this machine, by taking real steps on real sentences. */
public final class TrainingBenchmark {
  /**
   * Steps at the start that are not counted: memory is being taken and kernels are being chosen.
   */
  private static final int WARMUP = 5;

  private static final int WARMUP_OF_GLANCE = 3;
  private static final int LEAST_GLANCED = 5;
  private static final int MOST_GLANCED = 200;
  private static final double GLANCE = 6;

  private TrainingBenchmark() {}

  /**
   * The JSON object of {@code bonsai bench train}.
   *
   * @param tokensPerSecond real (unpadded) pieces, over the steps after the fifth
   * @param peakGflops the machine's own matrix products, for comparison
   * @param fractionOfPeak of the products' peak in the type trained in, counting 6 operations a
   *     piece and encoder weight (2 forward, 4 backward)
   * @param peakResidentBytes of this process
   */
  public record Report(
      double tokensPerSecond,
      int steps,
      Shares shares,
      MatrixPeak peakGflops,
      double fractionOfPeak,
      long peakResidentBytes,
      String precision) {}

  /** Where the time went; the four add up to 1. */
  public record Shares(double data, double forward, double backward, double optimizer) {}

  /** Takes that many steps from the model, on batches as a training would draw them. */
  public static Report run(
      Torch torch,
      NerModel model,
      EncodedSplit train,
      Training training,
      Precision precision,
      int steps,
      long seed) {
    var peak = MatrixPeak.measure(torch);
    var batches = new LengthGroupedBatches(train.windows(), training.batchSize(), seed);
    var order = List.<int[]>of();
    long tokens = 0;
    var forward = 0.0;
    var backward = 0.0;
    var optimizer = 0.0;
    var total = 0.0;
    try (var network = Networks.open(torch, model, precision)) {
      network.prepareTraining(training.dropout(), seed, new LinkedHashMap<>());
      var one = new TrainingStep(torch, network, training, Objective.hardLabels(), seed);
      for (var step = 0; step < steps; step++) {
        var started = System.nanoTime();
        var inEpoch = step % batches.perEpoch();
        if (inEpoch == 0) {
          order = batches.epoch(step / batches.perEpoch());
        }
        var batch = batches.batch(order.get(inEpoch));
        var outcome =
            one.take(
                batch,
                step + 1,
                step + 1,
                training.learningRate() * step / steps,
                (double) step / steps);
        var seconds = (System.nanoTime() - started) / 1e9;
        if (step >= WARMUP) {
          tokens += batch.tokens();
          forward += outcome.forward();
          backward += outcome.backward();
          optimizer += outcome.optimizer();
          total += seconds;
        }
      }
    }
    // What is neither kernel nor drawing is moving arrays to the engine: part of the data's share.
    var data = total - forward - backward - optimizer;
    var gflops = 6.0 * encoderWeights(model) * tokens / total / 1e9;
    var limit = precision == Precision.BFLOAT16 ? peak.bfloat16() : peak.float32();
    return new Report(
        tokens / total,
        steps,
        new Shares(data / total, forward / total, backward / total, optimizer / total),
        peak,
        gflops / limit,
        Machine.peakResidentBytes(),
        precision.label());
  }

  /**
   * What a short look at the speed found.
   *
   * @param steps that were counted
   * @param tokensPerSecond real (unpadded) pieces while training
   * @param evaluatedTokensPerSecond real pieces while tagging
   */
  public record Glance(int steps, double tokensPerSecond, double evaluatedTokensPerSecond) {}

  /** Windows that the tagging speed is taken from. */
  private static final int TAGGED = 256;

  /**
   * Takes as many steps as a few seconds allow, on batches as a training would draw them.
   *
   * @param took told of each step, from 1
   */
  public static Glance glance(
      Torch torch,
      NerModel model,
      EncodedSplit train,
      Training training,
      Precision precision,
      long seed,
      IntConsumer took) {
    var batches = new LengthGroupedBatches(train.windows(), training.batchSize(), seed);
    var order = batches.epoch(0);
    long tokens = 0;
    var seconds = 0.0;
    try (var network = Networks.open(torch, model, precision)) {
      network.prepareTraining(training.dropout(), seed, new LinkedHashMap<>());
      var one = new TrainingStep(torch, network, training, Objective.hardLabels(), seed);
      var counted = 0;
      for (var step = 0; counted < LEAST_GLANCED || seconds < GLANCE && counted < MOST_GLANCED; ) {
        var started = System.nanoTime();
        var batch = batches.batch(order.get(step % order.size()));
        one.take(batch, ++step, step, training.learningRate(), 0);
        if (step > WARMUP_OF_GLANCE) {
          tokens += batch.tokens();
          seconds += (System.nanoTime() - started) / 1e9;
          counted++;
        }
        took.accept(step);
      }
      return new Glance(counted, tokens / seconds, tagging(torch, network, train));
    }
  }

  /** From windows taken evenly, since lengths often change along a file. */
  private static double tagging(Torch torch, Network network, EncodedSplit split) {
    var stride = Math.max(1, split.windows().size() / TAGGED);
    var windows =
        IntStream.iterate(0, i -> i < split.windows().size(), i -> i + stride)
            .mapToObj(split.windows()::get)
            .toList();
    var predictor = new Predictor(torch, network);
    predictor.labels(windows.subList(0, Math.min(windows.size(), 32)));
    var started = System.nanoTime();
    predictor.labels(windows);
    var tokens = windows.stream().mapToLong(window -> window.length()).sum();
    return tokens / ((System.nanoTime() - started) / 1e9);
  }

  private static long encoderWeights(NerModel model) {
    return model.tensors().entrySet().stream()
        .filter(entry -> entry.getKey().contains(".layer.") && entry.getValue().shape().length == 2)
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }
}
