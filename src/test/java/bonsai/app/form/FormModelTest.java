package bonsai.app.form;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Setting;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import bonsai.run.Start;
import bonsai.run.Technique;
import bonsai.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Forms of the records that specs are made of; no toolkit runs. */
final class FormModelTest {
  /** A technique that no window knows. */
  public record Tomorrow(
      @Setting(label = "Rank", help = "Width.", initial = "64", min = 1, max = 512) int rank,
      @Setting(label = "Bias", help = "Whether.", initial = "false") boolean bias,
      @Setting(label = "Share", help = "If any.", min = 0, max = 1) Optional<Double> share,
      Training training) {}

  @Test
  void aRecordThatNoWindowKnowsGetsAForm() {
    var form = FormModel.of(Tomorrow.class);

    assertThat(form.items())
        .extracting(FormItem::label)
        .containsExactly("Rank", "Bias", "Share", "Training");
    assertThat(form.field("rank").textProperty().get()).isEqualTo("64");
    assertThat(form.value().orElseThrow().training().epochs()).isEqualTo(3);
    assertThat(form.value().orElseThrow().share()).isEmpty();
  }

  @Test
  void everyTechniqueHasAForm() {
    Technique.types()
        .forEach((name, type) -> assertThat(FormModel.of(type).value()).as(name).isPresent());
  }

  @Test
  void aWrongTextIsSaidUnderTheFieldAndLeavesNoValue() {
    var form = FormModel.of(Training.class);

    form.field("epochs").textProperty().set("0");

    assertThat(form.field("epochs").problemProperty().get())
        .isEqualTo("Epochs must be from 1 to 1000 epochs, not 0.");
    assertThat(form.value()).isEmpty();
    assertThat(form.firstProblem()).contains("Epochs must be from 1 to 1000 epochs, not 0.");
  }

  @Test
  void whatTheRecordItselfRefusesIsSaidUnderTheFieldItNames() {
    var form = FormModel.of(Start.Untrained.class);

    form.field("heads").textProperty().set("3");

    assertThat(form.field("hiddenSize").problemProperty().get())
        .isEqualTo("Hidden size must be a multiple of heads, but 128 is none of 3.");
    assertThat(form.value()).isEmpty();

    form.field("heads").textProperty().set("4");

    assertThat(form.field("hiddenSize").problemProperty().get()).isEmpty();
    assertThat(form.value()).map(Start.Untrained::heads).contains(4);
  }

  @Test
  void aMistakeInAGroupIsOneOfTheWholeForm() {
    var form = FormModel.of(Technique.FineTune.class);
    var training = ((FormGroup) form.item("training")).form();

    training.field("learningRate").textProperty().set("fast");

    assertThat(form.value()).isEmpty();
    assertThat(form.firstProblem()).contains("Learning rate must be a number, not \"fast\".");
  }

  @Test
  void resetGoesBackToTheDeclaredValue() {
    var form = FormModel.of(Training.class);
    var epochs = form.field("epochs");
    epochs.textProperty().set("7");
    assertThat(epochs.changedProperty().get()).isTrue();
    assertThat(form.changedProperty().get()).isTrue();

    epochs.reset();

    assertThat(epochs.textProperty().get()).isEqualTo("3");
    assertThat(form.changedProperty().get()).isFalse();
  }

  @Test
  void theSameValueWrittenOtherwiseIsNoChange() {
    var form = FormModel.of(Training.class);

    form.field("learningRate").textProperty().set("0.00005");

    assertThat(form.field("learningRate").changedProperty().get()).isFalse();
  }

  @Test
  void aRecordIsShownAndGivenBack() {
    var start = new Start.Untrained(64, 3, 4, 256, 1500, 128, 0);

    assertThat(FormModel.of(start).value()).contains(start);
  }

  @Test
  void listenersHearOnceOfARecord() {
    var form = FormModel.of(Training.class);
    var heard = new ArrayList<String>();
    form.onChange(() -> heard.add("change"));

    form.show(new Training(24, 16, 1e-3, 0.1, 0.01, 1.0, 0.1, 0, 0));

    assertThat(heard).hasSize(1);
    assertThat(form.field("learningRate").textProperty().get()).isEqualTo("0.001");
  }

  private static FormModel<RunSpec> run() {
    return FormModel.without(
        RunSpec.class,
        Map.of(
            "version",
            RunSpec.VERSION,
            "stages",
            List.of(new Technique.FineTune(FormModel.of(Training.class).value().orElseThrow()))));
  }

  @Test
  void aVariantHasTheFieldsOfWhatIsChosen() {
    var form = run();
    form.field("name").textProperty().set("mine");
    var data = (FormVariant) form.item("data");
    var start = (FormVariant) form.item("start");
    assertThat(start.choices()).containsExactly("pretrained", "run", "untrained");
    start.choiceProperty().set("untrained");
    assertThat(form.value()).isPresent();

    data.choiceProperty().set("folder");

    assertThat(form.firstProblem()).contains("Folder is missing.");

    data.form().field("path").textProperty().set("/corpus");

    assertThat(form.value().orElseThrow().data())
        .isEqualTo(new DataSource.Folder(Path.of("/corpus")));
  }

  @Test
  void optionalPathsMayStayEmpty() {
    var form = FormModel.of(DataSource.Files.class);

    form.field("train").textProperty().set("train.txt");

    assertThat(form.value())
        .contains(new DataSource.Files(Path.of("train.txt"), Optional.empty(), Optional.empty()));
  }

  @Test
  void anEmptyLimitIsNone() {
    var form = run();
    form.field("name").textProperty().set("mine");
    ((FormVariant) form.item("start")).choiceProperty().set("untrained");
    assertThat(form.value().orElseThrow().limit()).isEmpty();

    form.field("limit").textProperty().set("20000000");
    assertThat(form.value().orElseThrow().limit()).isEqualTo(OptionalLong.of(20_000_000));

    form.field("limit").textProperty().set("0");
    assertThat(form.firstProblem()).contains("Limit must be at least 1 parameter, not 0.");
  }

  @Test
  void aNameThatTheSpecRefusesIsSaidUnderTheName() {
    var form = run();
    ((FormVariant) form.item("start")).choiceProperty().set("untrained");

    form.field("name").textProperty().set("my run");

    assertThat(form.field("name").problemProperty().get())
        .isEqualTo(
            "Name may hold 1 to 64 letters, digits, dots, dashes and underscores, not 'my run'.");
  }
}
