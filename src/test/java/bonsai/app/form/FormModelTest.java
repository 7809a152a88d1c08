package bonsai.app.form;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Setting;
import bonsai.base.UserException;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import bonsai.run.Start;
import bonsai.technique.FineTune;
import bonsai.technique.Technique;
import bonsai.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** What is chosen. */
  public enum Matrices {
    QUERY,
    FEED_FORWARD
  }

  /** A technique with all that a form must cope with. */
  public record DayAfter(
      @Setting(label = "Layers", help = "Which.", initial = "[0, 2]", min = 0) List<Integer> layers,
      @Setting(label = "Matrices", help = "Which.", initial = "[\"query\"]")
          List<Matrices> matrices,
      @Setting(label = "From", help = "Whose.") Optional<Start> from,
      @Setting(label = "Order", help = "If any.") Optional<Matrices> order,
      Optional<Training> training) {
    public DayAfter {
      layers = List.copyOf(layers);
      if (layers.isEmpty()) {
        throw new UserException("layers is empty: name one.");
      }
    }
  }

  @Test
  void listsAreTypedWithCommasBetween() {
    var form = FormModel.of(DayAfter.class);
    assertThat(form.field("layers").textProperty().get()).isEqualTo("0, 2");

    form.field("layers").textProperty().set("1,3 , 5");
    form.field("matrices").textProperty().set("feed-forward, query");

    assertThat(form.value().orElseThrow().layers()).containsExactly(1, 3, 5);
    assertThat(form.value().orElseThrow().matrices())
        .containsExactly(Matrices.FEED_FORWARD, Matrices.QUERY);
    assertThat(FormModel.of(form.value().orElseThrow()).value()).isEqualTo(form.value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1, x  | Layers must be a whole number, not "x".
          1,,2  | Layers has a comma with nothing before or after it.
          1, -1 | Layers must be at least 0, not -1.
          1.5   | Layers must be a whole number, not 1.5.
          ``    | Layers is empty: name one.
          """)
  void aWrongListIsSaidUnderTheField(String text, String sentence) {
    var form = FormModel.of(DayAfter.class);

    form.field("layers").textProperty().set(text);

    assertThat(form.field("layers").problemProperty().get()).isEqualTo(sentence);
    assertThat(form.value()).isEmpty();
  }

  @Test
  void whatMayBeLeftOutIsBehindASwitch() {
    var form = FormModel.of(DayAfter.class);
    var training = (FormOptional) form.item("training");
    assertThat(form.value().orElseThrow().training()).isEmpty();
    assertThat(form.changedProperty().get()).isFalse();

    training.givenProperty().set(true);

    assertThat(form.value().orElseThrow().training()).map(Training::epochs).contains(3);
    assertThat(form.changedProperty().get()).isTrue();

    ((FormGroup) training.content()).form().field("epochs").textProperty().set("0");
    assertThat(form.firstProblem()).contains("Epochs must be from 1 to 1000 epochs, not 0.");
    training.givenProperty().set(false);
    assertThat(form.value()).isPresent();
  }

  @Test
  void aChoiceOfRecordsMayBeLeftOut() {
    var form = FormModel.of(DayAfter.class);
    var from = (FormOptional) form.item("from");
    assertThat(form.value().orElseThrow().from()).isEmpty();

    from.givenProperty().set(true);
    ((FormVariant) from.content()).choiceProperty().set("untrained");

    var made = form.value().orElseThrow();
    assertThat(made.from()).containsInstanceOf(Start.Untrained.class);
    assertThat(FormModel.of(made).value()).contains(made);

    form.reset();
    assertThat(form.value().orElseThrow().from()).isEmpty();
    assertThat(form.changedProperty().get()).isFalse();
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
  void whatARecordOfOneFieldRefusesIsSaidUnderThatField() {
    var form = FormModel.of(Start.FromRun.class);

    form.field("id").textProperty().set("../x");

    assertThat(form.field("id").problemProperty().get())
        .isEqualTo("Run is not the id of a run: '../x'; `bonsai runs` lists them.");
  }

  @Test
  void aMistakeInAGroupIsOneOfTheWholeForm() {
    var form = FormModel.of(FineTune.class);
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
            List.of(new FineTune(FormModel.of(Training.class).value().orElseThrow()))));
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
