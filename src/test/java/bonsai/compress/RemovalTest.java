package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.compress.Removal.Gate;
import bonsai.compress.Removal.Goal;
import bonsai.model.Architecture;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.model.Parameters;
import bonsai.ner.Alignment;
import bonsai.ner.EncodedSentence;
import bonsai.ner.SampleCorpus;
import bonsai.ner.Split;
import bonsai.ner.Vocabulary;
import bonsai.ner.WordPieceTokenizer;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Network.Gated;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model without its closed heads or units against the one with gates on them. */
@TorchTest
final class RemovalTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final int LAYERS = 4;
  private static final int GROUP = 5;
  private static final int VOCABULARY = 1000;

  /** Sentences of the sample corpus in a vocabulary learnt from it. */
  private static final List<EncodedSentence> SENTENCES = sentences();

  private static List<EncodedSentence> sentences() {
    var corpus = SampleCorpus.corpus();
    var some = corpus.sentences(Split.TRAIN).subList(0, 100);
    var pieces = Vocabulary.learn(some, 300);
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(pieces, false)) {
      return Alignment.encode(some, corpus.labels(), tokenizer, 64).windows();
    }
  }

  static Stream<Arguments> models() {
    var shared = List.of(0, 0, 1, 1);
    var ranks = new TreeMap<String, Integer>();
    for (var layer = 0; layer < 2; layer++) {
      Matrices.attention(layer).forEach(matrix -> ranks.put(matrix, 4));
      Matrices.feedForward(layer).forEach(matrix -> ranks.put(matrix, 7));
    }
    return Stream.of(
            Architecture.PLAIN,
            Architecture.PLAIN.withRanks(ranks),
            Architecture.PLAIN.withSizes(List.of(4, 1, 0, 3), List.of(24, 0, 11, 6)),
            new Architecture(6, shared, shared, false, 0, new TreeMap<>()),
            new Architecture(0, shared, shared, true, 2, ranks),
            new Architecture(0, List.of(), shared, true, 2, new TreeMap<>()))
        .flatMap(how -> Stream.of(Gated.values()).map(part -> Arguments.of(how, part)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void theSmallerModelComputesWhatTheGatedOneDoes(Architecture how, Gated part) {
    var model = random(how);
    var removal = new Removal(part, GROUP, new Goal.Price(0));
    var logAlpha = logAlpha(removal.gates(model.config()));
    var gates = new ArrayList<List<Gate>>();
    var weights = new LinkedHashMap<>(model.tensors());
    putGates(part, logAlpha, weights);

    try (var gated = Networks.open(TORCH, model.config(), weights, Precision.FLOAT32)) {
      var open = gated.gateOpenness(false);
      assertThat(open).contains(0f, 1f);
      assertThat(IntStream.range(0, open.length).filter(i -> open[i] > 0 && open[i] < 1))
          .isNotEmpty();
      var next = 0;
      for (var set : logAlpha) {
        var ofSet = new ArrayList<Gate>();
        for (var i = 0; i < set.length; i++) {
          var z = open[next++];
          ofSet.add(new Gate(z > 0, z));
        }
        gates.add(ofSet);
      }
      var smaller = removal.apply(model, gates);

      assertThat(smaller.parameterCount())
          .isLessThan(model.parameterCount())
          .isEqualTo(Parameters.of(smaller.config()).count());
      try (var network = Networks.open(TORCH, smaller, Precision.FLOAT32)) {
        assertThat(Logits.distance(logits(network), logits(gated))).isLessThanOrEqualTo(1e-4f);
      }
      Logits.areEqual(TORCH, Merge.toPlain(smaller), smaller);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void openGatesChangeNothingAndRemoveNothing(Architecture how, Gated part) {
    var model = random(how);
    var removal = new Removal(part, GROUP, new Goal.Price(0));
    var weights = new LinkedHashMap<>(model.tensors());
    var gates = new ArrayList<List<Gate>>();
    var logAlpha = new ArrayList<float[]>();
    for (var count : removal.gates(model.config())) {
      var open = new float[count];
      Arrays.fill(open, 2.5f);
      logAlpha.add(open);
      gates.add(Collections.nCopies(count, new Gate(true, 1)));
    }
    putGates(part, logAlpha, weights);

    assertThat(removal.apply(model, gates).tensors().keySet()).isEqualTo(model.tensors().keySet());
    try (var gated = Networks.open(TORCH, model.config(), weights, Precision.FLOAT32);
        var plain = Networks.open(TORCH, model, Precision.FLOAT32)) {
      assertThat(Logits.distance(logits(gated), logits(plain))).isZero();
    }
  }

  @Test
  void zerosThatAreKeptAreKeptInWhatIsLeft() {
    var config = random(Architecture.PLAIN).config();
    var noted = List.of("bert.encoder.layer.0.output.dense", "bert.encoder.layer.1.output.dense");
    var model = random(config.architecture().withPruned(noted));
    var removal = new Removal(Gated.UNITS, 6, new Goal.Keep(4));
    var gates = new ArrayList<>(Collections.nCopies(LAYERS, gates(false, true, false, false)));
    gates.set(1, gates(false, false, false, false));

    var smaller = removal.apply(model, gates);

    assertThat(smaller.config().architecture().pruned()).containsExactly(noted.getFirst());
    var before = model.tensor(noted.getFirst() + ".weight");
    var after = smaller.tensor(noted.getFirst() + ".weight");
    for (var row = 0; row < 16; row++) {
      for (var i = 0; i < 6; i++) {
        assertThat(after.get(row, i)).isEqualTo(before.get(row, 6 + i));
      }
    }
  }

  private static List<Gate> gates(boolean... kept) {
    var gates = new ArrayList<Gate>();
    for (var each : kept) {
      gates.add(new Gate(each, 1));
    }
    return gates;
  }

  @Test
  void thePlanIsTheMostThatMayBeLeft() {
    var how =
        Architecture.PLAIN.withRanks(
            new TreeMap<>(
                Map.of(
                    "bert.encoder.layer.0.attention.self.query", 2,
                    "bert.encoder.layer.2.attention.output.dense", 3)));
    var model = random(how);
    var random = new Random(4);
    for (var keep = 0; keep < 16; keep++) {
      var removal = new Removal(Gated.HEADS, 1, new Goal.Keep(keep));
      var most = Parameters.of(removal.plan(model.config()).config()).count();
      var found = 0L;
      for (var i = 0; i < 40; i++) {
        found = Math.max(found, removal.apply(model, drawn(keep, random)).parameterCount());
      }
      assertThat(found).isBetween(most - 200, most);
      var budget = new Removal(Gated.HEADS, 1, new Goal.Budget(most));
      assertThat(budget.keep(model.config())).hasValue(keep);
    }
  }

  @Test
  void aHeadOfASharedLayerStaysWhereAnApplicationNeedsIt() {
    var model =
        random(new Architecture(0, List.of(0, 0, 1, 2), List.of(), false, 0, new TreeMap<>()));
    var removal = new Removal(Gated.APPLIED_HEADS, 1, new Goal.Price(0));
    var gates =
        List.of(
            gates(true, false, false, false),
            List.of(new Gate(true, 0.5), new Gate(false, 0), new Gate(true, 1), new Gate(false, 0)),
            gates(false, true, true, true),
            gates(false, false, false, false));

    var smaller = removal.apply(model, gates);

    assertThat(smaller.config().attentionHeads()).containsExactly(2, 3, 0);
    assertThat(smaller.tensor(Parameters.headGates(0)).toArray()).containsExactly(1, 0);
    assertThat(smaller.tensor(Parameters.headGates(1)).toArray()).containsExactly(0.5f, 1);
    assertThat(smaller.tensors())
        .as("what is not shared has its gates in its output")
        .doesNotContainKeys(Parameters.headGates(2), Parameters.headGates(3));

    var again =
        new Removal(Gated.HEADS, 1, new Goal.Price(0))
            .apply(smaller, List.of(gates(false, true), gates(true, true, true), List.of()));

    assertThat(again.tensor(Parameters.headGates(0)).toArray()).containsExactly(0);
    assertThat(again.tensor(Parameters.headGates(1)).toArray()).containsExactly(1);
  }

  @Test
  void thePlanHoldsForGatesOfApplications() {
    var shared = List.of(0, 0, 1, 1);
    var model = random(new Architecture(0, shared, shared, true, 2, new TreeMap<>()));
    var random = new Random(4);
    for (var keep = 1; keep < 16; keep++) {
      var removal = new Removal(Gated.APPLIED_HEADS, 1, new Goal.Keep(keep));
      var most = Parameters.of(removal.plan(model.config()).config()).count();
      var found = 0L;
      for (var i = 0; i < 40; i++) {
        found = Math.max(found, removal.apply(model, drawn(keep, random)).parameterCount());
      }
      assertThat(found).as("%d kept", keep).isBetween(most - 700, most);
    }
  }

  private static List<List<Gate>> drawn(int keep, Random random) {
    var all = new ArrayList<Gate>();
    for (var i = 0; i < LAYERS * 4; i++) {
      all.add(new Gate(i < keep, 1));
    }
    Collections.shuffle(all, random);
    var sets = new ArrayList<List<Gate>>();
    for (var set = 0; set < LAYERS; set++) {
      sets.add(all.subList(4 * set, 4 * set + 4));
    }
    return sets;
  }

  @Test
  void goalsThatCannotBeReachedAreRefused() {
    var config = random(Architecture.PLAIN).config();
    assertThatThrownBy(() -> new Removal(Gated.HEADS, 1, new Goal.Keep(16)).plan(config))
        .isInstanceOf(UserException.class)
        .hasMessage("The model has 16 heads, of which fewer must be kept, not 16.");
    assertThatThrownBy(() -> new Removal(Gated.UNITS, 8, new Goal.Budget(1000)).plan(config))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "The model has [0-9,]+ parameters even without any groups of units: allow more, or"
                + " shrink other parts first\\.");
    var none = config.withSizes(List.of(0, 0, 0, 0), config.intermediateSizes());
    assertThatThrownBy(() -> new Removal(Gated.HEADS, 1, new Goal.Price(1)).keep(none))
        .isInstanceOf(UserException.class)
        .hasMessage("The model has no heads left to remove.");
  }

  /** Some closed, some open, some between; all of one set closed. */
  private static List<float[]> logAlpha(List<Integer> counts) {
    var all = new ArrayList<float[]>();
    for (var set = 0; set < counts.size(); set++) {
      var values = new float[counts.get(set)];
      for (var i = 0; i < values.length; i++) {
        values[i] = set == 1 ? -3 : new float[] {-4, 4, -1, 0.5f}[(i + set) % 4];
      }
      all.add(values);
    }
    return all;
  }

  private static void putGates(
      Gated part, List<float[]> logAlpha, SequencedMap<String, HostTensor> weights) {
    for (var set = 0; set < logAlpha.size(); set++) {
      if (logAlpha.get(set).length > 0) {
        weights.put(
            part.weight(set),
            HostTensor.of(new long[] {logAlpha.get(set).length}, logAlpha.get(set)));
      }
    }
  }

  /** Those of all sentences, in one batch, padded. */
  private static float[] logits(Network network) {
    var rows = SENTENCES.size();
    var longest = SENTENCES.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
    var ids = new long[rows * longest];
    var mask = new long[rows * longest];
    for (var row = 0; row < rows; row++) {
      var pieces = SENTENCES.get(row).ids();
      for (var i = 0; i < pieces.length; i++) {
        ids[row * longest + i] = pieces[i];
        mask[row * longest + i] = 1;
      }
    }
    try (var scope = TORCH.scope()) {
      return network
          .logits(scope, scope.longs(ids, rows, longest), scope.longs(mask, rows, longest))
          .toFloats();
    }
  }

  private static NerModel random(Architecture how) {
    var corpus = SampleCorpus.corpus();
    var config =
        BertConfig.of(VOCABULARY, 16, LAYERS, 4, 24, corpus.labels())
            .withMaxPositionEmbeddings(64)
            .withArchitecture(how);
    var random = new Random(3);
    var tensors = new LinkedHashMap<String, HostTensor>();
    Parameters.of(config)
        .shapes()
        .forEach(
            (name, shape) -> {
              var tensor = HostTensor.allocate(shape);
              for (var i = 0L; i < tensor.size(); i++) {
                tensor.set(i, (float) (0.3 * random.nextGaussian()));
              }
              tensors.put(name, tensor);
            });
    return new NerModel(config, tensors);
  }
}
