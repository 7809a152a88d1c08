package bonsai.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import bonsai.app.form.FormField;
import bonsai.app.form.FormView;
import bonsai.app.kit.ThreadedBackground;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.ner.Labels;
import bonsai.run.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.collections.ObservableList;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What takes long behind the view's buttons, which is done here in a moment. */
@WindowTest
final class RecipeViewTest {
  @TempDir private Path folder;
  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final CountDownLatch timed = new CountDownLatch(1);
  private RecipeModel model;

  @Start
  private void start(Stage stage) {
    model =
        new RecipeModel(
            new Workspace(folder),
            new ThreadedBackground(Platform::runLater, (during, thrown) -> thrown.toString()),
            (spec, says) -> {
              says.accept("Timing steps.");
              awaitLatch();
              return RecipeModelTest.measurement();
            },
            (name, progress) -> fetch(name));
    Runnable nothing = () -> {};
    var view =
        new RecipeView(
            model,
            new NoHelp(),
            new RecipeView.Actions(
                preset -> {},
                nothing,
                nothing,
                nothing,
                () -> model.measure(problems::add),
                () -> model.fetch(problems::add),
                nothing));
    stage.setScene(new Scene((Parent) view.node(), 990, 900));
    stage.show();
  }

  private void awaitLatch() {
    try {
      timed.await();
    } catch (InterruptedException e) {
      throw new UserException("The timing was cancelled.");
    }
  }

  private void fetch(String name) {
    if (fetched.isEmpty() && problems.isEmpty()) {
      throw new UserException("There is no network.");
    }
    fetched.add(name);
    try {
      var made = Files.createDirectories(folder.resolve("models").resolve(name));
      var config = BertConfig.of(500, 64, 4, 4, 128, Labels.ofTypes(List.of("PER")));
      Files.writeString(made.resolve("config.json"), config.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition::getAsBoolean);
  }

  private static boolean shows(FxRobot robot, String query) {
    return robot.lookup(query).tryQuery().isPresent();
  }

  private static void press(FxRobot robot, String button) {
    robot.interact(robot.lookup(button).queryButton()::fire);
  }

  @Test
  void measuringTellsTheTimeAndIsOfferedAgain(FxRobot robot) throws Exception {
    await(() -> robot.lookup("#recipe-obstacle").queryLabeled().getText().startsWith("Ready"));
    assertThat(shows(robot, "#recipe-time")).isFalse();

    press(robot, "#recipe-measure");
    assertThat(shows(robot, "#recipe-measure")).as("while it is measured").isFalse();
    timed.countDown();

    await(() -> shows(robot, "#recipe-time"));
    assertThat(robot.lookup("#recipe-time").queryLabeled().getText()).isEqualTo("about 21 min");
    await(() -> shows(robot, "#recipe-measure"));
    assertThat(robot.lookup("#recipe-measure").queryButton().getText()).isEqualTo("Measure again");
    // Another part of the view says it there, a moment later.
    await(() -> robot.lookup("#recipe-obstacle").queryLabeled().getText().contains("about 21 min"));
  }

  @Test
  void aModelThatIsMissingIsFetchedAndAProblemWithThatIsSaid(FxRobot robot) throws Exception {
    robot.interact(() -> model.apply(Preset.all().get(1)));
    await(() -> shows(robot, "#recipe-fetch"));

    press(robot, "#recipe-fetch");
    await(() -> !problems.isEmpty());
    assertThat(problems).containsExactly("There is no network.");
    await(() -> shows(robot, "#recipe-fetch"));

    press(robot, "#recipe-fetch");
    await(() -> !shows(robot, "#recipe-fetch") && fetched.size() == 1);
    await(() -> robot.lookup("#recipe-obstacle").queryLabeled().getText().startsWith("Ready"));
    assertThat(fetched).containsExactly("bert-base-cased");
  }

  private static final class NoHelp implements FormView.Help {
    @Override
    public Optional<ObservableList<String>> suggestions(FormField field) {
      return Optional.empty();
    }

    @Override
    public boolean choosable(FormField field) {
      return false;
    }

    @Override
    public Optional<Path> choose(FormField field) {
      return Optional.empty();
    }
  }
}
