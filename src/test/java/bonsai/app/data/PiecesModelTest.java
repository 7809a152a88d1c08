package bonsai.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.SameThread;
import bonsai.app.data.Tokenizers.Choice;
import bonsai.app.kit.Preferences;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PiecesModelTest {
  @TempDir private Path folder;
  private Workspace workspace;
  private Preferences preferences;

  @BeforeEach
  void begin() {
    workspace = new Workspace(folder);
    preferences = Preferences.read(folder.resolve("window.json"));
  }

  private PiecesModel model(PiecesModel.Fetching fetching) {
    return new PiecesModel(workspace, new SameThread(), preferences, fetching);
  }

  private PiecesModel model() {
    return model(progress -> pretrained("bert-base-cased"));
  }

  private Path pretrained(String name) {
    try {
      var made = Files.createDirectories(workspace.models().resolve(name));
      Files.writeString(made.resolve("config.json"), "{}");
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Choice run(String name) {
    return new Choice(name, folder.resolve("runs").resolve(name).resolve("model"));
  }

  private static List<String> names(PiecesModel model) {
    return model.choices().stream().map(Choice::name).toList();
  }

  @Test
  void runsAreOfferedBehindPretrainedModelsAndTheUsualOneIsFirst() {
    pretrained("bert-base-cased");
    pretrained("a-teacher");
    var model = model();

    model.offer(List.of(run("tiny")));

    assertThat(names(model)).containsExactly("bert-base-cased", "a-teacher", "tiny");
    assertThat(model.chosenProperty().get().map(Choice::name)).contains("bert-base-cased");
    assertThat(model.fetchableProperty().get()).isFalse();
  }

  @Test
  void withoutAPretrainedModelARunsIsTaken() {
    var model = model();
    assertThat(model.chosenProperty().get()).isEmpty();

    model.offer(List.of(run("tiny")));

    assertThat(model.chosenProperty().get()).contains(run("tiny"));
    model.offer(List.of());
    assertThat(model.chosenProperty().get()).isEmpty();
  }

  @Test
  void whatWasChosenIsChosenTheNextTime() {
    pretrained("bert-base-cased");
    var model = model();
    model.offer(List.of(run("old"), run("new")));
    model.choose(run("new"));

    var next = model();
    next.offer(List.of(run("old"), run("new")));

    assertThat(next.chosenProperty().get()).contains(run("new"));
  }

  @Test
  void theUsualModelIsFetchedAndTakenWhereThereIsNoOther() {
    var model = model();
    assertThat(model.fetchableProperty().get()).isTrue();

    model.fetch(problem -> {});

    assertThat(model.fetchableProperty().get()).isFalse();
    assertThat(model.fetchProperty().get()).isEmpty();
    assertThat(model.chosenProperty().get().map(Choice::name)).contains("bert-base-cased");
  }

  @Test
  void aFetchThatFailsIsSaid() {
    var said = new ArrayList<String>();
    var model =
        model(
            progress -> {
              throw new UserException("There is no network.");
            });

    model.fetch(said::add);

    assertThat(said).containsExactly("There is no network.");
    assertThat(model.fetchableProperty().get()).isTrue();
  }
}
