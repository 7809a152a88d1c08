package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.compress.Merge;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import bonsai.train.HiddenLoss.Comparison;
import bonsai.train.HiddenLoss.LayerMap;
import bonsai.train.TrainingControl.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TorchTest
final class DistillationTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final Labels LABELS = Labels.ofTypes(List.of("LOC", "PER"));
  private static final OutputLoss OUTPUT =
      new OutputLoss(2, 1, OptionalDouble.empty(), 0.5, OptionalDouble.empty());
  private static final NerModel TEACHER = NerModel.untrained(config(16, 4), 1);
  private static final NerModel STUDENT = NerModel.untrained(config(8, 2), 2);

  @TempDir Path folder;

  @Test
  void theTermsOfAStudentThatIsItsTeacherAreZero() {
    var hidden = hidden(Comparison.MSE, 1);

    var terms = terms(TEACHER, TEACHER, Optional.of(hidden), true);

    assertThat(terms.get(Distillation.SOFT)).isCloseTo(0, within(1e-6));
    assertThat(terms.get(Distillation.HIDDEN)).isCloseTo(0, within(1e-4)); // kept in bfloat16
    assertThat(terms.get(Distillation.ATTENTION)).isCloseTo(0, within(1e-4));
    assertThat(terms.get(Objective.CROSS_ENTROPY)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Comparison.class)
  void keptOutputsGiveTheLossesOfATeacherInTheLoop(Comparison comparison) {
    var hidden = Optional.of(hidden(comparison, 1));

    var kept = terms(STUDENT, TEACHER, hidden, true);
    var live = terms(STUDENT, TEACHER, hidden, false);

    assertThat(kept.keySet()).isEqualTo(live.keySet());
    kept.forEach(
        (name, value) ->
            assertThat(value)
                .as(name)
                .isPositive()
                .isCloseTo(live.get(name), within(2e-3 * live.get(name))));
  }

  @Test
  void aStudentWithoutHeadsInALayerHasTheTermsOfOneWithHeadsOfZeros() {
    var config = config(8, 2);
    var smaller =
        NerModel.untrained(
            config.withSizes(List.of(0, 2), List.of(config.intermediateSize(), 0)), 2);
    var hidden = Optional.of(hidden(Comparison.MSE, 1));

    var terms = terms(smaller, TEACHER, hidden, true);

    assertThat(terms).containsOnlyKeys("soft", "hidden", "attention", "crossEntropy");
    terms(Merge.toPlain(smaller), TEACHER, hidden, true)
        .forEach(
            (name, value) -> assertThat(terms.get(name)).as(name).isCloseTo(value, within(1e-5)));
  }

  @Test
  void aFillingGoesOnBehindTheLastSafeBatchAndGivesTheSameBytes() throws IOException {
    var windows = windows(3000);
    var whole = folder.resolve("whole");
    distillation(TEACHER, STUDENT, Optional.empty(), true, whole, windows)
        .prepare(_ -> {}, () -> Request.CONTINUE);

    var parts = folder.resolve("parts");
    var asked = new AtomicInteger();
    var interrupted = distillation(TEACHER, STUDENT, Optional.empty(), true, parts, windows);
    var ready =
        interrupted.prepare(
            _ -> {}, () -> asked.incrementAndGet() > 20 ? Request.PAUSE : Request.CONTINUE);
    interrupted.close();
    var heard = new ArrayList<TrainingEvent>();
    var resumed = distillation(TEACHER, STUDENT, Optional.empty(), true, parts, windows);
    resumed.prepare(heard::add, () -> Request.CONTINUE);
    resumed.close();

    assertThat(ready).isFalse();
    assertThat(((TrainingEvent.Preparing) heard.getFirst()).done()).isGreaterThan(1024);
    assertThat(Files.mismatch(outputs(whole), outputs(parts))).isEqualTo(-1);
  }

  @Test
  void aFullCacheIsNotFilledAgain() {
    var windows = windows(20);
    distillation(TEACHER, STUDENT, Optional.empty(), true, folder, windows)
        .prepare(_ -> {}, () -> Request.CONTINUE);

    var heard = new ArrayList<TrainingEvent>();
    distillation(TEACHER, STUDENT, Optional.empty(), true, folder, windows)
        .prepare(heard::add, () -> Request.CONTINUE);

    assertThat(heard).isEmpty();
  }

  @Test
  void aCacheWhoseOutputsAreGoneIsFilledAnew() throws IOException {
    var windows = windows(20);
    distillation(TEACHER, STUDENT, Optional.empty(), true, folder, windows)
        .prepare(_ -> {}, () -> Request.CONTINUE);
    var outputs = outputs(folder);
    var before = Files.readAllBytes(outputs);
    Files.delete(outputs);

    distillation(TEACHER, STUDENT, Optional.empty(), true, folder, windows)
        .prepare(_ -> {}, () -> Request.CONTINUE);

    assertThat(Files.readAllBytes(outputs)).isEqualTo(before);
  }

  @Test
  void aCacheOverTheLimitIsNotMade() throws IOException {
    var distillation =
        new Distillation(
            TORCH,
            Precision.FLOAT32,
            new Distillation.Teacher(TEACHER, "digest", folder),
            STUDENT.config(),
            new Distillation.Settings(OUTPUT, Optional.empty(), new TeacherCaching(true, 1e-9)),
            windows(20),
            1);

    assertThat(distillation.prepare(_ -> {}, () -> Request.CONTINUE)).isTrue();

    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void weightsChangeInAStraightLine() {
    var loss = new OutputLoss(1, 1, OptionalDouble.of(0), 0.5, OptionalDouble.empty());

    assertThat(loss.soft(0)).isEqualTo(1);
    assertThat(loss.soft(0.25)).isEqualTo(0.75);
    assertThat(loss.hard(0.25)).isEqualTo(0.5);
  }

  @Test
  void aUniformMapSpreadsTheStudentsLayersOverTheTeachers() {
    assertThat(map(LayerMap.UNIFORM).teacherLayers(6, 12)).containsExactly(0, 2, 4, 6, 8, 10, 12);
    assertThat(map(LayerMap.UNIFORM).teacherLayers(4, 4)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aLastMapTakesTheTeachersLastLayers() {
    assertThat(map(LayerMap.LAST).teacherLayers(3, 12)).containsExactly(0, 10, 11, 12);
  }

  @Test
  void anExplicitMapNamesALayerForEach() {
    assertThatThrownBy(() -> map(LayerMap.EXPLICIT, 0, 3).teacherLayers(2, 4))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "hidden.layers must name 3 of the teacher's layers, one for the embeddings and one for each of the student's 2 layers, not 2.");
    assertThatThrownBy(() -> map(LayerMap.EXPLICIT, 0, 3, 5).teacherLayers(2, 4))
        .isInstanceOf(UserException.class)
        .hasMessage("hidden.layers names layer 5, but the teacher has the layers 0 to 4.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStudentComesNearerToItsTeacher(boolean withHidden) {
    var losses = new ArrayList<Double>();
    var windows = windows(64);
    var hidden = withHidden ? Optional.of(hidden(Comparison.MSE, 0)) : Optional.<HiddenLoss>empty();
    try (var distillation = distillation(TEACHER, STUDENT, hidden, true, folder, windows)) {
      distillation.prepare(_ -> {}, () -> Request.CONTINUE);
      var weights = new LinkedHashMap<>(STUDENT.tensors());
      weights.putAll(distillation.parameters());
      try (var network = Networks.open(TORCH, STUDENT.config(), weights, Precision.FLOAT32)) {
        network.prepareTraining(0, 1, new LinkedHashMap<>());
        var training = new Training(1, 64, 1e-3, 0, 0, 1, 0, 0, 0);
        var step = new TrainingStep(TORCH, network, training, distillation, 1);
        var batch = Batch.of(windows, IntStream.range(0, 64).toArray());
        for (var i = 1; i <= 150; i++) {
          losses.add(step.take(batch, i, i, 1e-2, 0).loss());
        }
      }
    }

    assertThat(losses.getLast()).isLessThan(0.8 * losses.getFirst());
  }

  private Map<String, Double> terms(
      NerModel student, NerModel teacher, Optional<HiddenLoss> hidden, boolean keep) {
    var windows = windows(8);
    try (var distillation = distillation(teacher, student, hidden, keep, folder, windows)) {
      distillation.prepare(_ -> {}, () -> Request.CONTINUE);
      var weights = new LinkedHashMap<>(student.tensors());
      weights.putAll(distillation.parameters());
      try (var network = Networks.open(TORCH, student.config(), weights, Precision.FLOAT32)) {
        network.prepareTraining(0, 1, new LinkedHashMap<>());
        var training = new Training(1, 8, 1e-3, 0, 0, 1, 0, 0, 0);
        var batch = Batch.of(windows, new int[] {3, 0, 7, 1});
        return new TreeMap<>(
            new TrainingStep(TORCH, network, training, distillation, 1)
                .take(batch, 1, 1, 1e-3, 0)
                .terms());
      }
    }
  }

  private static Distillation distillation(
      NerModel teacher,
      NerModel student,
      Optional<HiddenLoss> hidden,
      boolean keep,
      Path cache,
      List<EncodedSentence> windows) {
    return new Distillation(
        TORCH,
        Precision.FLOAT32,
        new Distillation.Teacher(teacher, "digest", cache),
        student.config(),
        new Distillation.Settings(OUTPUT, hidden, new TeacherCaching(keep, 1)),
        windows,
        1);
  }

  private static Path outputs(Path cache) throws IOException {
    try (var folders = Files.list(cache)) {
      return folders.findFirst().orElseThrow().resolve("outputs.bin");
    }
  }

  private static HiddenLoss hidden(Comparison comparison, double attention) {
    return new HiddenLoss(1, comparison, LayerMap.UNIFORM, List.of(), attention);
  }

  private static HiddenLoss map(LayerMap map, Integer... layers) {
    return new HiddenLoss(1, Comparison.MSE, map, List.of(layers), 0);
  }

  private static BertConfig config(int hidden, int layers) {
    return BertConfig.of(60, hidden, layers, 2, 2 * hidden, LABELS).withMaxPositionEmbeddings(32);
  }

  private static List<EncodedSentence> windows(int count) {
    var random = new Random(5);
    var windows = new ArrayList<EncodedSentence>();
    for (var i = 0; i < count; i++) {
      var length = 3 + random.nextInt(12);
      var ids = random.ints(length, 1, 60).toArray();
      var labels = random.ints(length, 0, LABELS.size()).toArray();
      labels[0] = Labels.IGNORED;
      var words = IntStream.range(0, length).toArray();
      windows.add(new EncodedSentence(i, ids, labels, words, 0, length));
    }
    return windows;
  }
}
