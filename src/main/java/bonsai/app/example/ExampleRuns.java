package bonsai.app.example;

import bonsai.base.Workspace;
import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Histogram;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import bonsai.model.Architecture.Matrices;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Finished runs on bert-base with logs as such runs write; the same at every call. */
public final class ExampleRuns {
  private static final int HEADS = 12;
  private static final int HIDDEN = 768;
  private static final int INNER = 3_072;
  private static final int BINS = 80;
  private static final int TILES = 64;

  private ExampleRuns() {}

  /**
   * A run whose gates close half of the heads, one after the other.
   *
   * @param samples of all gates; a step each
   */
  public static RunFolder gates(Workspace workspace, int samples) {
    var random = new Random(1);
    var layers = ExampleLog.LAYERS;
    var ends = new double[layers][HEADS];
    var turns = new double[layers][HEADS];
    for (var layer = 0; layer < layers; layer++) {
      for (var head = 0; head < HEADS; head++) {
        // Voita et al. saw more of the late layers' heads go.
        var closes = random.nextDouble() < 0.25 + 0.5 * layer / layers;
        ends[layer][head] = closes ? -4 - random.nextDouble() : 3 + 2 * random.nextDouble();
        turns[layer][head] = 0.15 + 0.7 * random.nextDouble();
      }
    }
    var log =
        ExampleLog.begin(workspace, "heads-50-of-bert-base", "{\"technique\": \"fine-tune\"}");
    for (var sample = 1; sample <= samples; sample++) {
      var time = (double) sample / samples;
      log.step(sample, 0.05 + Math.exp(-6 * time) + 0.02 * random.nextDouble());
      var values = new ArrayList<List<Float>>();
      for (var layer = 0; layer < layers; layer++) {
        var row = new ArrayList<Float>();
        for (var head = 0; head < HEADS; head++) {
          var turned = 1 / (1 + Math.exp(-(time - turns[layer][head]) / 0.04));
          row.add((float) (2 + (ends[layer][head] - 2) * turned + 0.15 * random.nextGaussian()));
        }
        values.add(row);
      }
      log.trains(new TrainingEvent.Gates(sample, GatedPart.HEADS, values));
      if (sample % Math.max(1, samples / 20) == 0) {
        log.valid(sample, 0.95 - 0.012 * time - 0.1 * Math.exp(-20 * time));
      }
    }
    var kept = new ArrayList<List<Boolean>>();
    for (var row : ends) {
      kept.add(IntStream.range(0, HEADS).mapToObj(head -> row[head] > 0).toList());
    }
    log.trains(new TrainingEvent.Removed(samples, GatedPart.HEADS, kept, "All gates are settled."));
    return log.finish(0.938);
  }

  /** A run that sets half of the layers' weights to 0, more where they cost less. */
  public static RunFolder zeros(Workspace workspace) {
    var random = new Random(2);
    var log =
        ExampleLog.begin(
            workspace,
            "sparsegpt-50-shared-out-over-all-matrices-of-bert-base-conll03",
            "{\"technique\": \"prune-weights\", \"method\": \"sparsegpt\", \"sparsity\": 0.5}");
    for (var layer = 0; layer < ExampleLog.LAYERS; layer++) {
      for (var name : names(layer)) {
        var share = Math.clamp(0.5 + 0.25 * random.nextGaussian() * 0.6, 0.1, 0.95);
        log.says(new RunEvent.Compressed(0, pruned(name, share, random)));
      }
    }
    return log.finish(0.947);
  }

  private static List<String> names(int layer) {
    var names = new ArrayList<>(Matrices.attention(layer));
    names.addAll(Matrices.feedForward(layer));
    return names;
  }

  private static int rows(String name) {
    return name.contains("intermediate") ? INNER : HIDDEN;
  }

  private static int columns(String name) {
    return name.contains("attention") || name.contains("intermediate") ? HIDDEN : INNER;
  }

  private static CompressionEvent pruned(String name, double share, Random random) {
    var byColumn = random.doubles(TILES).map(d -> 0.35 * (d - 0.5)).toArray();
    var byRow = random.doubles(TILES).map(d -> 0.2 * (d - 0.5)).toArray();
    var shares = new byte[TILES * TILES];
    var sum = 0.0;
    for (var i = 0; i < shares.length; i++) {
      var tile = share + byColumn[i % TILES] + byRow[i / TILES] + 0.02 * random.nextGaussian();
      shares[i] = (byte) Math.round(255 * Math.clamp(tile, 0, 1));
      sum += (shares[i] & 0xff) / 255.0;
    }
    var size = (long) rows(name) * columns(name);
    return new Pruned(
        name,
        rows(name),
        columns(name),
        Math.round(size * sum / shares.length),
        histogram(size, share),
        new ZeroMap(TILES, TILES, shares));
  }

  /** A bell, out of whose middle most of what is 0 now was taken. */
  private static Histogram histogram(long size, double share) {
    var before = new ArrayList<Integer>();
    var after = new ArrayList<Integer>();
    for (var bin = 0; bin < BINS; bin++) {
      var deviations = 5 * (2 * (bin + 0.5) / BINS - 1);
      var count = size * Math.exp(-deviations * deviations / 2) / Math.sqrt(2 * Math.PI) / 8;
      before.add((int) Math.round(count));
      var edge = 2.2 * share * share + 0.12;
      var kept = 1 / (1 + Math.exp(-(Math.abs(deviations) - edge) / 0.12));
      after.add((int) Math.round(count * kept));
    }
    return new Histogram(0.21, before, after);
  }

  /** A run that makes all matrices of the layers products of two. */
  public static RunFolder ranks(Workspace workspace) {
    var random = new Random(3);
    var log =
        ExampleLog.begin(
            workspace,
            "low-rank-layers-of-bert-base",
            "{\"technique\": \"factorise-layers\", \"rank\": 189}");
    for (var layer = 0; layer < ExampleLog.LAYERS; layer++) {
      for (var name : names(layer)) {
        log.says(
            new RunEvent.Compressed(
                0, cut(name, 110 + random.nextInt(160), 0.8 + random.nextDouble())));
      }
    }
    return log.finish(0.921);
  }

  private static CompressionEvent cut(String name, int rank, double fall) {
    var all = Math.min(rows(name), columns(name));
    var values =
        IntStream.range(0, 256)
            .map(i -> (int) Math.round((double) i * (all - 1) / 255))
            .mapToObj(
                place ->
                    (float)
                        (18
                            * Math.pow(1 + place / 12.0, -0.45 * fall)
                            * (1.02 - (double) place / all)))
            .toList();
    var kept = 0.0;
    var whole = 0.0;
    for (var i = 0; i < values.size(); i++) {
      var square = values.get(i) * (double) values.get(i);
      whole += square;
      kept += (double) i * (all - 1) / 255 < rank ? square : 0;
    }
    return new Factorised(name, rows(name), columns(name), rank, kept / whole, values);
  }
}
