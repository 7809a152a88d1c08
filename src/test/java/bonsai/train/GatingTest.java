package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.compress.Removal;
import bonsai.compress.Removal.Goal;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSplit;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Network.Gated;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import bonsai.train.Tasks.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on a tiny model whose task needs few of its heads and units. */
@TorchTest
final class GatingTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final long SEED = 11;
  private static final GateTraining QUICK = new GateTraining(0.1, 0.1, 0.5, false);

  private final EncodedSplit train = Tasks.split(96, 1);
  private final Gold valid = Tasks.gold(Tasks.split(40, 2));
  private NerModel start =
      NerModel.untrained(BertConfig.of(Tasks.VOCABULARY, 16, 2, 4, 32, Tasks.LABELS), 3);
  private final List<TrainingEvent> told = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void headsCloseUnderAPriceAndTheModelStillLearns() {
    var smaller = run(new Removal(Gated.HEADS, 1, new Goal.Price(0.01)), QUICK, 30);

    assertThat(smaller.config().attentionHeads().stream().mapToInt(Integer::intValue).sum())
        .isLessThan(4);
    assertThat(smaller.parameterCount()).isLessThan(start.parameterCount());
    assertThat(f1(smaller)).isGreaterThan(0.9);
    var gates = events(TrainingEvent.Gates.class).toList();
    assertThat(gates.getFirst())
        .isEqualTo(
            new TrainingEvent.Gates(
                0,
                GatedPart.HEADS,
                List.of(List.of(2.5f, 2.5f, 2.5f, 2.5f), List.of(2.5f, 2.5f, 2.5f, 2.5f))));
    assertThat(gates).hasSizeGreaterThan(90);
    assertThat(events(TrainingEvent.Stepped.class))
        .allSatisfy(
            step -> {
              assertThat(step.terms()).containsOnlyKeys("crossEntropy", "openGates");
              assertThat(step.learningRates()).isEqualTo(Map.of("gates", 0.1));
            });
  }

  @Test
  void justAsManyGroupsOfUnitsStayAsAreAskedFor() {
    var smaller = run(new Removal(Gated.UNITS, 8, new Goal.Keep(3)), QUICK, 30);

    var units = smaller.config().intermediateSizes();
    assertThat(units.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3 * 8);
    assertThat(f1(smaller)).isGreaterThan(0.9);
    assertThat(events(TrainingEvent.Stepped.class).findFirst().orElseThrow().learningRates())
        .containsOnlyKeys("gates", "multipliers");
    var removed = events(TrainingEvent.Removed.class).toList();
    assertThat(removed).hasSize(1);
    assertThat(removed.getFirst().part()).isEqualTo(GatedPart.UNITS);
    assertThat(removed.getFirst().message())
        .startsWith("Removed 5 of 8 groups of units. ")
        .endsWith(".");
    for (var set = 0; set < 2; set++) {
      var kept = removed.getFirst().kept().get(set).stream().filter(there -> there).count();
      assertThat(units.get(set)).isEqualTo(8 * (int) kept);
    }
  }

  @Test
  void eachApplicationOfASharedLayerHasGatesOfItsOwn() {
    var shared = List.of(0, 0);
    var how = new Architecture(0, shared, shared, true, 0, new TreeMap<>());
    start = NerModel.untrained(start.config().withArchitecture(how), 3);

    var smaller = run(new Removal(Gated.APPLIED_HEADS, 1, new Goal.Keep(3)), QUICK, 30);

    assertThat(f1(smaller)).isGreaterThan(0.9);
    assertThat(events(TrainingEvent.Gates.class).findFirst().orElseThrow().logAlpha())
        .hasSize(2)
        .allSatisfy(set -> assertThat(set).hasSize(4));
    var open = 0;
    for (var application = 0; application < 2; application++) {
      for (var gate : smaller.tensor(Parameters.headGates(application)).toArray()) {
        open += gate > 0 ? 1 : 0;
      }
    }
    assertThat(open).isEqualTo(3);
    var heads = smaller.config().attentionHeads().getFirst();
    assertThat(heads).isBetween(2, 3);
    assertThat(events(TrainingEvent.Removed.class).findFirst().orElseThrow().message())
        .startsWith("Removed 5 of 8 heads. ")
        .endsWith(" The layers' weights have %d of 4 heads left.".formatted(heads));
  }

  @Test
  void aClosedGateOfAnApplicationGoesEvenWhereMoreWereToBeKept() {
    var shared = List.of(0, 0);
    var how = new Architecture(0, shared, shared, true, 0, new TreeMap<>());
    start = NerModel.untrained(start.config().withArchitecture(how), 3);
    var removal = new Removal(Gated.APPLIED_HEADS, 1, new Goal.Keep(3));
    var weights = new LinkedHashMap<String, HostTensor>();
    weights.put("gates.applied.0", HostTensor.of(new long[] {4}, new float[] {4, -4, -5, -6}));
    weights.put("gates.applied.1", HostTensor.of(new long[] {4}, new float[] {-5, 4, -6, -6}));
    try (var gating = new Gating(Objective.hardLabels(), removal, QUICK, start.config(), SEED)) {
      var smaller =
          gating.finish(
              new Trainer.Result(Trainer.End.FINISHED, 1, start, weights),
              event -> told.add(event));

      assertThat(smaller.config().attentionHeads()).containsExactly(2);
      assertThat(smaller.tensor(Parameters.headGates(0)).toArray()).containsExactly(1, 0);
      assertThat(smaller.tensor(Parameters.headGates(1)).toArray()).containsExactly(0, 1);
      assertThat(events(TrainingEvent.Removed.class).findFirst().orElseThrow().message())
          .startsWith("Removed 6 of 8 heads. ");
    }
  }

  @Test
  void theTrainingEndsOnceAllGatesAreOpenOrClosed() {
    run(new Removal(Gated.HEADS, 1, new Goal.Price(1)), new GateTraining(0.1, 0.1, 0.2, false), 60);

    var removed = events(TrainingEvent.Removed.class).findFirst().orElseThrow();
    assertThat(removed.step()).isBetween(72L, 200L);
    assertThat(removed.message())
        .isEqualTo("Removed 8 of 8 heads. All gates had become open or closed.");
  }

  @Test
  void whereTheEpochsAreUsedUpTheHighestStay() {
    var smaller =
        run(
            new Removal(Gated.HEADS, 1, new Goal.Share(0.25)),
            new GateTraining(1e-3, 0.01, 0, false),
            1);

    var removed = events(TrainingEvent.Removed.class).findFirst().orElseThrow();
    assertThat(smaller.config().attentionHeads().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(2);
    assertThat(removed.reason())
        .isEqualTo(
            "The epochs were used up before all gates were open or closed and the number was"
                + " reached. 6 gates that were still open were closed to reach it.");
    assertThat(events(TrainingEvent.Gates.class).toList().getLast().step())
        .isEqualTo(removed.step());
  }

  @Test
  void aPriceThatClosesNothingTrainsThroughAllEpochs() {
    run(new Removal(Gated.HEADS, 1, new Goal.Price(0)), new GateTraining(1e-6, 0.1, 0.2, false), 2);

    var removed = events(TrainingEvent.Removed.class).findFirst().orElseThrow();
    assertThat(removed.step())
        .isEqualTo(events(TrainingEvent.Stepped.class).count())
        .isGreaterThan(10);
    assertThat(removed.reason())
        .isEqualTo("The epochs were used up, and no gate had closed: a higher λ closes more.");
  }

  @Test
  void theTargetFallsInAStraightLineAndThenStays() {
    var removal = new Removal(Gated.HEADS, 1, new Goal.Keep(2));
    try (var gating = new Gating(Objective.hardLabels(), removal, QUICK, start.config(), SEED)) {
      var first = HardConcrete.openProbability(2.5);
      assertThat(gating.target(0)).isEqualTo(first);
      assertThat(gating.target(0.25)).isCloseTo((first + 0.25) / 2, within(1e-12));
      assertThat(gating.target(0.5)).isEqualTo(0.25);
      assertThat(gating.target(0.9)).isEqualTo(0.25);
    }
  }

  @Test
  void aFrozenEncoderStaysAsItIs() {
    var removal = new Removal(Gated.UNITS, 8, new Goal.Price(0));
    var trained =
        train(
            removal,
            new GateTraining(1e-3, 0.01, 1, true),
            2,
            new Kept(folder, 100),
            Precision.FLOAT32,
            step -> {});

    for (var name : start.tensors().keySet()) {
      assertThat(trained.model().tensor(name).sameContent(start.tensor(name)))
          .as(name)
          .isEqualTo(!name.startsWith("classifier."));
    }
    assertThat(trained.beside().values())
        .allSatisfy(gates -> assertThat(gates.get(0)).isNotEqualTo(2.5f));
  }

  @Test
  void aKilledTrainingGoesOnWithTheSameGatesMultipliersAndMoments() {
    continuesBitByBit(new Removal(Gated.HEADS, 1, new Goal.Keep(3)), Precision.FLOAT32);
    continuesBitByBit(new Removal(Gated.UNITS, 8, new Goal.Price(0.01)), Precision.FLOAT32);
    continuesBitByBit(new Removal(Gated.APPLIED_HEADS, 1, new Goal.Keep(3)), Precision.FLOAT32);
    continuesBitByBit(new Removal(Gated.UNITS, 8, new Goal.Keep(3)), Precision.BFLOAT16);
    continuesBitByBit(new Removal(Gated.HEADS, 1, new Goal.Price(0.01)), Precision.BFLOAT16);
  }

  private void continuesBitByBit(Removal removal, Precision precision) {
    var undisturbed = new Kept(folder.resolve("a" + precision + removal.part()), 5);
    var whole = train(removal, QUICK, 4, undisturbed, precision, step -> {});
    var killed = new Kept(folder.resolve("b" + precision + removal.part()), 5);
    assertThatThrownBy(
            () ->
                train(
                    removal,
                    QUICK,
                    4,
                    killed,
                    precision,
                    step -> {
                      if (step == 13) {
                        throw new IllegalStateException("killed");
                      }
                    }))
        .hasMessage("killed");
    var resumed = train(removal, QUICK, 4, killed, precision, step -> {});

    for (var file : List.of("weights.safetensors", "moments.safetensors", "trainer.json")) {
      assertThat(killed.latest().orElseThrow().resolve(file))
          .hasSameBinaryContentAs(undisturbed.latest().orElseThrow().resolve(file));
    }
    assertSame(resumed.model().tensors(), whole.model().tensors());
    assertSame(resumed.beside(), whole.beside());
    assertThat(whole.beside().keySet()).anyMatch(name -> name.startsWith("gates."));
  }

  private static void assertSame(Map<String, HostTensor> actual, Map<String, HostTensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (name, tensor) -> assertThat(tensor.sameContent(expected.get(name))).as(name).isTrue());
  }

  private NerModel run(Removal removal, GateTraining gates, int epochs) {
    try (var gating = new Gating(Objective.hardLabels(), removal, gates, start.config(), SEED)) {
      var result =
          trainer(gating, epochs, Checkpoints.none(), Precision.FLOAT32, told::add)
              .train(start, TrainingSet.of(train), valid);
      assertThat(result.end()).isEqualTo(Trainer.End.FINISHED);
      return gating.finish(result, told::add);
    }
  }

  private Trainer.Result train(
      Removal removal,
      GateTraining gates,
      int epochs,
      Kept kept,
      Precision precision,
      LongConsumer at) {
    try (var gating = new Gating(Objective.hardLabels(), removal, gates, start.config(), SEED)) {
      return trainer(
              gating,
              epochs,
              kept,
              precision,
              event -> {
                if (event instanceof TrainingEvent.Stepped stepped) {
                  at.accept(stepped.step());
                }
              })
          .train(start, TrainingSet.of(train), valid);
    }
  }

  private static Trainer trainer(
      Objective objective,
      int epochs,
      Checkpoints kept,
      Precision precision,
      TrainingListener listener) {
    var training = new Training(epochs, 16, 5e-3, 0.1, 0.01, 1, 0.1, 0, 0);
    return new Trainer(
        TORCH, precision, training, objective, SEED, kept, listener, TrainingControl.NONE);
  }

  private double f1(NerModel model) {
    try (var network = Networks.open(TORCH, model, Precision.FLOAT32)) {
      return new Evaluator(TORCH, network, Tasks.LABELS).scores(valid).f1();
    }
  }

  private <E extends TrainingEvent> Stream<E> events(Class<E> type) {
    return told.stream().filter(type::isInstance).map(type::cast);
  }
}
