package bonsai.app.runs.weights;

import static bonsai.app.runs.weights.TestMatrices.KEY;
import static bonsai.app.runs.weights.TestMatrices.QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.app.catalog.RunRow;
import bonsai.app.runs.live.RunHistory;
import bonsai.app.runs.live.RunPast;
import bonsai.app.runs.weights.Weights.Look;
import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder.About;
import bonsai.tag.TinyTagger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsModelTest {
  @TempDir private Path folder;
  private WrittenRun run;
  private TestContext context;
  private WeightsModel model;

  @BeforeEach
  void begin() {
    run = WrittenRun.of(folder).begins();
    context = new TestContext(folder);
    model = new WeightsModel(context.context());
  }

  @AfterEach
  void end() {
    run.close();
    assertThat(context.sentences()).isEmpty();
    assertThat(model.isSettled()).isTrue();
  }

  private WeightsModelTest tells(int stage, CompressionEvent event) {
    run.says(new RunEvent.Compressed(stage, event));
    return this;
  }

  private void look(boolean hasModel) throws InterruptedException {
    model.show(Optional.of(row(hasModel)), Optional.of(past()));
  }

  private RunRow row(boolean hasModel) {
    return new RunRow(
        run.folder(),
        Optional.of(run.folder().spec()),
        About.NOTHING,
        Optional.empty(),
        Optional.empty(),
        hasModel,
        false,
        Optional.empty());
  }

  private RunPast past() throws InterruptedException {
    try (var history = new RunHistory(run.folder(), () -> {}).start()) {
      while (!history.isCaughtUp()) {
        Thread.sleep(5);
      }
      return history.past();
    }
  }

  private String shown() {
    return model.matrixProperty().get().orElseThrow().name();
  }

  @Test
  void theMatrixThatWasToldOfLastIsShownUnlessThePersonHasChosen() throws Exception {
    tells(0, TestMatrices.pruned(QUERY, true)).look(false);
    assertThat(shown()).isEqualTo(QUERY);
    tells(0, TestMatrices.pruned(KEY, true)).look(false);
    assertThat(shown()).isEqualTo(KEY);

    model.choose(QUERY);
    tells(0, TestMatrices.pruned("bert.encoder.layer.1.output.dense", true)).look(false);

    assertThat(shown()).isEqualTo(QUERY);
    assertThat(model.matrixText()).isEqualTo("16 × 16, 128 weights 0 (50.0 %)");
    assertThat(model.summary()).isEqualTo("768 parameters told of, 384 of them 0 (50.0 %)");
  }

  @Test
  void aMatrixThatIsToldOfAgainIsShownAnew() throws Exception {
    tells(0, TestMatrices.pruned(QUERY, false)).look(false);
    tells(0, TestMatrices.pruned(QUERY, true)).look(false);

    assertThat(((Pruned) model.matrixProperty().get().orElseThrow()).zeros()).isEqualTo(128);
    assertThat(model.weightsProperty().get().orElseThrow().matrices()).hasSize(1);
  }

  @Test
  void stagesAreLookedAtApart() throws Exception {
    tells(0, TestMatrices.cut(QUERY, 4)).tells(1, TestMatrices.pruned(KEY, true)).look(false);
    assertThat(model.looksProperty().get()).containsExactly(new Look(0, true), new Look(1, false));
    assertThat(shown()).isEqualTo(KEY);

    model.choose(new Look(0, true));

    assertThat(shown()).isEqualTo(QUERY);
    assertThat(model.matrixText()).isEqualTo("16 × 16, rank 4 of 16 with 75.0 % of the squares");
  }

  @Test
  void anotherMatrixIsSeenWholeAgain() throws Exception {
    tells(0, TestMatrices.pruned(QUERY, true)).tells(0, TestMatrices.pruned(KEY, true)).look(false);
    model.viewportProperty().set(new Viewport(0, 0, 0.5));
    look(false);
    assertThat(model.viewportProperty().get().span()).isEqualTo(0.5);

    model.choose(QUERY);

    assertThat(model.viewportProperty().get()).isEqualTo(Viewport.ALL);
  }

  @Test
  void aRunThatMadeNothingSmallerShowsThePartsOfItsModel() throws Exception {
    TinyTagger.in(run.folder().model());
    run.finishes(0.9, 0.9);

    look(true);

    var weights = model.weightsProperty().get().orElseThrow();
    assertThat(weights.parameters())
        .isEqualTo(new ModelFolder(run.folder().model()).load().parameterCount());
    assertThat(weights.matrices()).isEmpty();
    assertThat(model.matrixProperty().get()).isEmpty();
  }

  @Test
  void theZerosOfAResultAreFoundWhereTheLogTellsOfNone() throws Exception {
    prunedResult();
    look(true);
    assertThat(model.weightsProperty().get()).isEmpty(); // the log may tell yet

    run.finishes(0.9, 0.9);
    look(true);

    var weights = model.weightsProperty().get().orElseThrow();
    assertThat(weights.whole()).isTrue();
    assertThat(weights.matrices()).extracting(CompressionEvent::name).containsExactly(QUERY);
    assertThat(weights.zeros()).isEqualTo(16 * 16);
    assertThat(((Pruned) model.matrixProperty().get().orElseThrow()).histogram().before())
        .isEmpty();
  }

  @Test
  void aFinishedStageTellsTheMaskWeightByWeight() throws Exception {
    prunedResult();
    tells(0, TestMatrices.pruned(QUERY, true)).look(false);
    assertThat(model.exactProperty().get()).isEmpty();

    look(true);

    var mask = model.exactProperty().get().orElseThrow();
    assertThat(mask.rows()).isEqualTo(16);
    assertThat(mask.columns()).isEqualTo(16);
    assertThat(mask.share(15, 15)).isEqualTo(1);
    assertThat(model.weightsProperty().get().orElseThrow().whole()).isTrue();
  }

  /** A real model, in which a matrix is 0 throughout. */
  private void prunedResult() {
    var result = new ModelFolder(TinyTagger.in(run.folder().model()));
    var plain = result.load();
    var how = plain.config().architecture().withPruned(List.of(QUERY));
    result.save(
        new NerModel(plain.config().withArchitecture(how), plain.tensors()),
        result.tokenizerFiles());
  }

  @Test
  void anotherRunForgetsWhatWasChosen() throws Exception {
    tells(0, TestMatrices.pruned(QUERY, true)).tells(0, TestMatrices.pruned(KEY, true)).look(false);
    model.choose(QUERY);
    model.show(Optional.empty(), Optional.empty());
    assertThat(model.weightsProperty().get()).isEmpty();

    look(false);

    assertThat(shown()).isEqualTo(KEY);
  }
}
