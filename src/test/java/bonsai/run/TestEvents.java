package bonsai.run;

import bonsai.base.Machine;
import bonsai.compress.CompressionEvent;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.torch.Precision;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events for tests. */
final class TestEvents {
  static final WorkerInfo WORKER =
      new WorkerInfo(
          4711,
          "host",
          new Machine("Linux 6.1", "Some CPU", 2, 24L << 30, Optional.of("model 1 avx2")),
          "25.0.1",
          "0.1.0",
          Optional.of("abcdef0"),
          "PyTorch 2.7.1 cpu",
          2,
          Optional.of(new WorkerInfo.Chosen(Precision.BFLOAT16, "bfloat16 was asked for.")));

  static final EntityScores SCORES =
      new EntityScores(
          0.9, 0.8, 0.85, 0.84, 0.97, Map.of("PER", new EntityScores.TypeScore(1, 0.5, 0.66, 12)));

  private TestEvents() {}

  static RunEvent step(int stage, long step) {
    return new RunEvent.Trained(
        stage, new TrainingEvent.Stepped(step, step / 100.0, 1.0 / step, 0.7, 5e-5, 812, 0.91));
  }

  static List<RunEvent> oneOfEachKind() {
    return List.of(
        new RunEvent.Taken(4711),
        new RunEvent.Started(WORKER),
        new RunEvent.StageStarted(0, "fine-tune", 0),
        new RunEvent.Heartbeat(0, 0, 123_456_789, OptionalDouble.empty()),
        step(0, 1),
        new RunEvent.Trained(0, new TrainingEvent.Preparing(0, "the outputs", 64, 2000)),
        new RunEvent.Trained(0, new TrainingEvent.Skipped(2, "The loss is not finite.")),
        step(0, 3),
        new RunEvent.Trained(
            0, new TrainingEvent.Gates(3, GatedPart.HEADS, List.of(List.of(2.5f, -0.5f)))),
        new RunEvent.Trained(
            0,
            new TrainingEvent.Removed(
                3, GatedPart.HEADS, List.of(List.of(true, false)), "The epochs are used up.")),
        new RunEvent.Trained(
            0, new TrainingEvent.Evaluated(3, 0.03, Split.VALID, SCORES, true, 4.5)),
        new RunEvent.Compressed(
            0,
            new CompressionEvent.Pruned(
                "bert.encoder.layer.0.output.dense",
                2,
                4,
                3,
                new CompressionEvent.Histogram(0.5, List.of(4, 4), List.of(2, 3)),
                new CompressionEvent.ZeroMap(1, 2, new byte[] {(byte) 191, 0}))),
        new RunEvent.Compressed(
            0,
            new CompressionEvent.Factorised(
                "bert.encoder.layer.0.output.dense", 2, 4, 1, 0.9, List.of(3f, 1f))),
        new RunEvent.CheckpointWritten(0, 3, true, 1 << 20, 0.4),
        new RunEvent.Heartbeat(0, 3, 123_456_789, OptionalDouble.of(0.85)),
        new RunEvent.Paused(0, 3, Optional.of("The disk is full.")),
        new RunEvent.Resumed(WORKER, 0, 3),
        new RunEvent.Warning("Ein Umlaut: ä, ein Zeichen: 𝄞, ein \"Zitat\"."),
        new RunEvent.Stopped(0, 3, Map.of(Split.VALID, SCORES)),
        new RunEvent.Failed("It failed."),
        new RunEvent.StageEnded(0, 12.5, Map.of(Split.VALID, SCORES, Split.TEST, SCORES)),
        new RunEvent.Finished(Map.of(Split.TEST, SCORES)));
  }

  /** The records that a sealed interface permits, also through sealed interfaces under it. */
  static List<Class<?>> kinds(Class<?> sealed) {
    var kinds = new ArrayList<Class<?>>();
    for (var permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        kinds.addAll(kinds(permitted));
      } else {
        kinds.add(permitted);
      }
    }
    return kinds;
  }
}
