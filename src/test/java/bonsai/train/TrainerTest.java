package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.ner.EncodedSplit;
import bonsai.ner.EntityScorer;
import bonsai.ner.StrictScheme;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Safetensors;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import bonsai.train.Tasks.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TorchTest
final class TrainerTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  private final EncodedSplit train = Tasks.split(96, 1);
  private final Gold valid = Tasks.gold(Tasks.split(40, 2));
  private final NerModel start =
      NerModel.untrained(BertConfig.of(Tasks.VOCABULARY, 16, 2, 2, 32, Tasks.LABELS), 3);

  @TempDir Path folder;

  @Test
  void learnsAndReturnsTheBestOnValid() {
    var evaluations = new ArrayList<TrainingEvent.Evaluated>();
    var result =
        trainer(
                training(12, 0),
                new Kept(folder, 1000),
                event -> {
                  if (event instanceof TrainingEvent.Evaluated evaluated) {
                    evaluations.add(evaluated);
                  }
                },
                TrainingControl.NONE)
            .train(start, TrainingSet.of(train), valid);

    var best = evaluations.stream().mapToDouble(e -> e.scores().f1()).max().orElseThrow();
    assertThat(result.end()).isEqualTo(Trainer.End.FINISHED);
    assertThat(evaluations).hasSize(12);
    assertThat(best).isGreaterThan(0.9);
    try (var network = bonsai.model.Networks.open(TORCH, result.model(), Precision.FLOAT32)) {
      var evaluator = new Evaluator(TORCH, network, Tasks.LABELS);
      assertThat(evaluator.scores(valid).f1()).isEqualTo(best);
      assertThat(evaluator.scores(valid).strictF1())
          .hasValue(
              EntityScorer.strict(valid.tags(), evaluator.tags(valid), StrictScheme.IOB2).f1());
    }
  }

  @Test
  void aPausedTrainingEndsWithTheSameBitsAsAnUndisturbedOne() {
    for (var precision : Precision.trainable()) {
      var undisturbed = new Kept(folder.resolve("a" + precision), 6);
      run(undisturbed, precision, TrainingControl.NONE);
      var interrupted = new Kept(folder.resolve("b" + precision), 6);
      for (var pause = 0; pause < 3; pause++) {
        var polls = new int[1];
        var result =
            run(
                interrupted,
                precision,
                () ->
                    ++polls[0] > 7
                        ? TrainingControl.Request.PAUSE
                        : TrainingControl.Request.CONTINUE);
        assertThat(result.end()).isEqualTo(Trainer.End.PAUSED);
      }
      run(interrupted, precision, TrainingControl.NONE);

      assertThat(interrupted.latest().orElseThrow().resolve("weights.safetensors"))
          .hasSameBinaryContentAs(
              undisturbed.latest().orElseThrow().resolve("weights.safetensors"));
    }
  }

  @Test
  void zerosOfPrunedFactorsStayExactlyZero() {
    var ranks =
        Map.of(
            "bert.encoder.layer.0.attention.self.query", 4,
            "bert.encoder.layer.0.attention.self.key", 4,
            "bert.encoder.layer.0.attention.self.value", 4,
            "bert.encoder.layer.1.attention.self.value", 4,
            "bert.encoder.layer.0.output.dense", 4);
    var how = start.config().architecture().withRanks(ranks);
    var pruned = pruned(NerModel.untrained(start.config().withArchitecture(how), 3));

    var trained =
        trainer(training(1, 0), Checkpoints.none(), event -> {}, TrainingControl.NONE)
            .train(pruned, TrainingSet.of(train), valid)
            .model();

    var noted = pruned.config().architecture().pruned();
    assertThat(noted)
        .contains(
            "bert.encoder.layer.0.attention.self.key.down", "bert.encoder.layer.0.output.dense.up");
    for (var matrix : noted) {
      var before = pruned.tensor(matrix + ".weight");
      var after = trained.tensor(matrix + ".weight");
      for (var i = 0L; i < before.size(); i++) {
        assertThat(after.get(i) == 0f).as(matrix).isEqualTo(before.get(i) == 0f);
      }
    }
  }

  @Test
  void zerosOfPrunedMatricesStayExactlyZeroAndOthersDoNot() {
    var pruned = pruned(start);
    for (var precision : Precision.trainable()) {
      var kept = new Kept(folder.resolve("z" + precision), 1000);
      var trained =
          trainer(training(2, 0), kept, event -> {}, TrainingControl.NONE, precision)
              .train(pruned, TrainingSet.of(train), valid)
              .model();

      for (var name : pruned.tensors().keySet()) {
        var before = pruned.tensor(name);
        var after = trained.tensor(name);
        var matrix = name.replace(".weight", "");
        if (pruned.config().architecture().pruned().contains(matrix)) {
          assertThat(zeros(after)).as(name).isEqualTo(zeros(before));
          for (var i = 0L; i < before.size(); i++) {
            assertThat(after.get(i) == 0f).isEqualTo(before.get(i) == 0f);
          }
        }
      }
      var free = "bert.encoder.layer.1.output.dense.weight";
      assertThat(zeros(pruned.tensor(free))).isEqualTo(256);
      assertThat(zeros(trained.tensor(free))).isZero();
    }
  }

  @Test
  void aPausedTrainingOfAPrunedModelEndsWithTheSameBits() {
    var undisturbed = new Kept(folder.resolve("a"), 6);
    var pruned = pruned(start);
    trainer(training(4, 0), undisturbed, event -> {}, TrainingControl.NONE)
        .train(pruned, TrainingSet.of(train), valid);
    var interrupted = new Kept(folder.resolve("b"), 6);
    var polls = new int[1];
    trainer(
            training(4, 0),
            interrupted,
            event -> {},
            () -> ++polls[0] > 7 ? TrainingControl.Request.PAUSE : TrainingControl.Request.CONTINUE)
        .train(pruned, TrainingSet.of(train), valid);
    trainer(training(4, 0), interrupted, event -> {}, TrainingControl.NONE)
        .train(pruned, TrainingSet.of(train), valid);

    for (var file : List.of("weights.safetensors", "moments.safetensors")) {
      assertThat(interrupted.latest().orElseThrow().resolve(file))
          .hasSameBinaryContentAs(undisturbed.latest().orElseThrow().resolve(file));
    }
  }

  /** Half of most matrices is 0 and noted; of one it is 0 and not noted. */
  private static NerModel pruned(NerModel model) {
    var tensors = new LinkedHashMap<String, HostTensor>();
    var noted = new ArrayList<String>();
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              var copy = tensor.copy();
              if (name.contains(".layer.") && tensor.shape().length == 2) {
                for (var i = 0L; i < copy.size(); i += 2) {
                  copy.set(i, 0f);
                }
                if (!name.contains("1.output")) {
                  noted.add(name.replace(".weight", ""));
                }
              }
              tensors.put(name, copy);
            });
    var how = model.config().architecture().withPruned(noted);
    return new NerModel(model.config().withArchitecture(how), tensors);
  }

  private static long zeros(HostTensor tensor) {
    return LongStream.range(0, tensor.size()).filter(i -> tensor.get(i) == 0f).count();
  }

  @Test
  void goesOnFromACheckpointAfterStepsThatWereLost() {
    var undisturbed = new Kept(folder.resolve("a"), 5);
    run(undisturbed, Precision.BFLOAT16, TrainingControl.NONE);
    var killed = new Kept(folder.resolve("b"), 5);
    var steps = new int[1];
    assertThatThrownBy(
            () ->
                trainer(
                        training(4, 0),
                        killed,
                        event -> {
                          if (++steps[0] == 13) {
                            throw new IllegalStateException("killed");
                          }
                        },
                        TrainingControl.NONE,
                        Precision.BFLOAT16)
                    .train(start, TrainingSet.of(train), valid))
        .hasMessage("killed");
    run(killed, Precision.BFLOAT16, TrainingControl.NONE);

    assertThat(killed.latest().orElseThrow().resolve("weights.safetensors"))
        .hasSameBinaryContentAs(undisturbed.latest().orElseThrow().resolve("weights.safetensors"));
  }

  @Test
  void aStopBeforeAResumedTrainingIsReadyLeavesTheBestModelToo() {
    var kept = new Kept(folder, 1000);
    var polls = new int[1];
    TrainingControl afterEightSteps =
        () -> ++polls[0] > 8 ? TrainingControl.Request.STOP : TrainingControl.Request.CONTINUE;
    var best = run(kept, Precision.FLOAT32, afterEightSteps);

    var again =
        new Trainer(
                TORCH,
                Precision.FLOAT32,
                training(4, 0),
                new NeverReady(),
                11,
                kept,
                event -> {},
                () -> TrainingControl.Request.STOP)
            .train(start, TrainingSet.of(train), valid);

    assertThat(again.end()).isEqualTo(Trainer.End.STOPPED);
    assertThat(again.step()).isEqualTo(8);
    var weight = "bert.encoder.layer.1.output.dense.weight";
    assertThat(again.model().tensor(weight).toArray())
        .isEqualTo(best.model().tensor(weight).toArray());
    assertThat(
            Safetensors.read(kept.latest().orElseThrow().resolve("weights.safetensors"))
                .tensors()
                .get(weight)
                .toArray())
        .isNotEqualTo(best.model().tensor(weight).toArray());
  }

  /** An objective that is asked to stop while it makes ready. */
  private static final class NeverReady implements Objective {
    @Override
    public boolean prepare(TrainingListener listener, TrainingControl control) {
      return false;
    }

    @Override
    public List<Term> terms(Network network, Portion portion) {
      throw new AssertionError("no step is taken");
    }
  }

  @Test
  void stepsWithoutAFiniteLossAreSkippedAndRepeatedOnesEndTheTraining() {
    var tensors = new LinkedHashMap<String, HostTensor>();
    start.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
    tensors.get("classifier.weight").set(0, Float.NaN);
    var skipped = new ArrayList<TrainingEvent>();

    assertThatThrownBy(
            () ->
                trainer(training(4, 0), new Kept(folder, 5), skipped::add, TrainingControl.NONE)
                    .train(new NerModel(start.config(), tensors), TrainingSet.of(train), valid))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("10 steps in a row")
        .hasMessageContaining("lower learning rate");
    assertThat(skipped).filteredOn(e -> e instanceof TrainingEvent.Skipped).hasSize(10);
  }

  @Test
  void stepsThatWereSkippedAreNoUpdates() {
    var state = TrainerState.FRESH.stepped(true).stepped(false).stepped(true);
    assertThat(state.step()).isEqualTo(3);
    assertThat(state.updates()).isEqualTo(2);
  }

  @Test
  void patienceEndsATrainingThatNoLongerImproves() {
    var result =
        trainer(
                new Training(50, 16, 0, 0, 0, 1, 0, 0, 2),
                new Kept(folder, 1000),
                e -> {},
                TrainingControl.NONE)
            .train(start, TrainingSet.of(train), valid);

    // Nothing improves at a learning rate of 0: the first evaluation is the best, two more follow.
    assertThat(result.step()).isEqualTo(3 * 6);
  }

  private Trainer.Result run(Kept checkpoints, Precision precision, TrainingControl control) {
    return trainer(training(4, 0), checkpoints, event -> {}, control, precision)
        .train(start, TrainingSet.of(train), valid);
  }

  private static Training training(int epochs, int patience) {
    return new Training(epochs, 16, 5e-3, 0.1, 0.01, 1, 0.1, 0, patience);
  }

  private static Trainer trainer(
      Training training,
      Checkpoints checkpoints,
      TrainingListener listener,
      TrainingControl control) {
    return trainer(training, checkpoints, listener, control, Precision.FLOAT32);
  }

  private static Trainer trainer(
      Training training,
      Checkpoints checkpoints,
      TrainingListener listener,
      TrainingControl control,
      Precision precision) {
    return new Trainer(
        TORCH, precision, training, Objective.hardLabels(), 11, checkpoints, listener, control);
  }
}
