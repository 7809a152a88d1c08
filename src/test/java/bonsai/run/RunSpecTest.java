package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec.Device;
import bonsai.run.RunSpec.Precision;
import bonsai.technique.FineTune;
import bonsai.technique.Technique;
import bonsai.train.Training;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RunSpecTest {
  private static final String FULL =
      """
      { "version": 1, "name": "fine-tune", "seed": 7, "device": "cpu", "precision": "float32",
        "data":  { "source": "folder", "path": "corpus/conll" },
        "start": { "pretrained": "bert-base-cased" },
        "stages": [
          { "technique": "fine-tune", "training": { "epochs": 2, "learningRate": 3e-5 } } ],
        "checkpoint": { "everySteps": 50 },
        "limit": 20000000 }
      """;

  /** The shortest spec there is, with its stages, start and further fields. */
  private static String spec(String start, String stages, String more) {
    return "{\"name\": \"a\", \"start\": " + start + ", \"stages\": " + stages + more + "}";
  }

  private static String withField(String more) {
    return spec("{\"pretrained\": \"b\"}", "[{\"technique\": \"fine-tune\"}]", ", " + more);
  }

  private static String techniques(String beforeTheLast) {
    var names = List.copyOf(Technique.types().keySet());
    return String.join(", ", names.subList(0, names.size() - 1)) + beforeTheLast + names.getLast();
  }

  private static String withStage(String stage) {
    return spec("{\"pretrained\": \"b\"}", "[" + stage + "]", "");
  }

  private static String withTraining(String training) {
    return withStage("{\"technique\": \"fine-tune\", \"training\": " + training + "}");
  }

  private static String withStart(String start) {
    return spec(start, "[{\"technique\": \"fine-tune\"}]", "");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("", " is empty: it must hold a JSON object."),
        Arguments.of(
            "{\n  \"name\": \"a\",\n  \"seed\": }",
            ", line 3, column 11: not valid JSON (Unexpected character '}')."),
        Arguments.of(
            "{\"name\": \"a\"", ", line 1, column 13: not valid JSON (Unexpected end-of-input)."),
        Arguments.of(
            "{\"name\": \"a\", \"name\": \"b\"}",
            ", line 1, column 21: not valid JSON (Duplicate Object property \"name\")."),
        Arguments.of(
            withField("\"seed\": 1") + " x",
            ", line 1, column 96: not valid JSON (Unrecognized token 'x')."),
        Arguments.of(
            "{\"name\": 'a'}", ", line 1, column 10: not valid JSON (Unexpected character ''')."),
        Arguments.of("[1, 2]", ": the top level must be an object in {}, not a list."),
        Arguments.of("{}", ": name is missing: give a text in quotes."),
        Arguments.of(
            "{\"name\": \"a\"}",
            ": start is missing: give an object with one field, pretrained, run or untrained."),
        Arguments.of(
            "{\"name\": \"a\", \"start\": {\"pretrained\": \"b\"}}",
            ": stages is missing: give a list in []."),
        Arguments.of(
            spec("{\"pretrained\": \"b\"}", "[]", ""),
            ": stages is empty: give at least one stage."),
        Arguments.of(
            spec("{\"pretrained\": \"b\"}", "{}", ""),
            ": stages must be a list in [], not an object."),
        Arguments.of(
            withField("\"version\": 2"), ": version is 2, but this program reads version 1."),
        Arguments.of(
            withField("\"seeds\": 3"),
            ": the top level has no field 'seeds': perhaps 'seed' is meant."),
        Arguments.of(
            withField("\"colour\": 3"),
            ": the top level has no field 'colour': its fields are version, name, seed, device, precision, data, start, teacher, stages, checkpoint, limit."),
        Arguments.of(withField("\"seed\": 1.5"), ": seed must be a whole number, not 1.5."),
        Arguments.of(
            withField("\"seed\": 123456789012345678901234567890"),
            ": seed must be a whole number from -9223372036854775808 to 9223372036854775807, not"
                + " 123456789012345678901234567890."),
        Arguments.of(
            withField("\"device\": \"gpu\""), ": device cannot be 'gpu': use auto, cpu or cuda."),
        Arguments.of(
            withField("\"precision\": \"bfloat\""),
            ": precision cannot be 'bfloat': use auto, float32 or bfloat16."),
        Arguments.of(
            withField("\"precision\": 16"), ": precision must be a text in quotes, not 16."),
        Arguments.of(withField("\"limit\": 0"), ": limit must be at least 1 parameter, not 0."),
        Arguments.of(
            withField("\"limit\": \"20M\""), ": limit must be a whole number, not \"20M\"."),
        Arguments.of(
            withField("\"checkpoint\": {\"everyMinutes\": -1}"),
            ": checkpoint.everyMinutes must be from 0 to 1440 minutes, not -1."),
        Arguments.of(
            withField("\"checkpoint\": 5"), ": checkpoint must be an object in {}, not 5."),
        Arguments.of(
            withField("\"data\": {\"source\": \"folder\"}"),
            ": data.path is missing: give a text in quotes."),
        Arguments.of(
            withField("\"data\": {\"source\": \"foldr\", \"path\": \"x\"}"),
            ": data.source cannot be 'foldr': perhaps 'folder' is meant."),
        Arguments.of(
            withField("\"data\": {\"path\": \"x\"}"),
            ": data.source is missing: use sample, folder, files or fetched."),
        Arguments.of(
            withField("\"data\": {\"source\": \"sample\", \"path\": \"x\"}"),
            ": data has no field 'path': its fields are source."),
        Arguments.of(
            withField("\"data\": \"conll\""), ": data must be an object in {}, not \"conll\"."),
        Arguments.of(
            withField("\"data\": {\"source\": \"files\", \"train\": \"\"}"),
            ": data.train is empty: give a path."),
        Arguments.of(
            withField("\"data\": {\"source\": \"folder\", \"path\": \"a\\u0000b\"}"),
            ": data.path is not a path: Nul character not allowed."),
        Arguments.of(
            withStart("{}"), ": start is empty: give one field, pretrained, run or untrained."),
        Arguments.of(
            withStart("{\"pretrained\": \"a\", \"run\": \"b\"}"),
            ": start has 2 fields: give one field, pretrained, run or untrained."),
        Arguments.of(
            withStart("{\"pretraind\": \"a\"}"),
            ": start has no field 'pretraind': perhaps 'pretrained' is meant."),
        Arguments.of(
            withStart("{\"pretrained\": 3}"),
            ": start.pretrained must be a text in quotes, not 3."),
        Arguments.of(
            withStart("{\"pretrained\": \" \"}"),
            ": start.pretrained is empty: give a name such as bert-base-cased, or a model folder."),
        Arguments.of(
            withStart("{\"run\": \"../../etc\"}"),
            ": start.run is not the id of a run: '../../etc'; `bonsai runs` lists them."),
        Arguments.of(
            withStart("{\"pretrained\": \"a\\u0000b\"}"),
            ": start.pretrained is not a path: Nul character not allowed."),
        Arguments.of(
            withField("\"teacher\": {\"run\": \"../x\"}"),
            ": teacher.run is not the id of a run: '../x'; `bonsai runs` lists them."),
        Arguments.of(
            withField("\"teacher\": {\"pretrained\": \" \"}"),
            ": teacher.pretrained is empty: give a name such as bert-base-cased, or a model folder."),
        Arguments.of(
            withField("\"data\": {\"source\": \"fetched\", \"name\": \"x\"}"),
            ": data.name 'x' is not a corpus that can be fetched: use one of [conll2003]."),
        Arguments.of(
            withStage(
                "{\"technique\": \"prune-weights\", \"pattern\": \"two-of-four\", \"sparsity\": 0.6}"),
            ": stages[0].pattern two-of-four takes half of every matrix: leave sparsity at 0.5 and"
                + " allocation at per-matrix."),
        Arguments.of(
            withStart("{\"untrained\": {\"layers\": 0}}"),
            ": start.untrained.layers must be from 1 to 96 layers, not 0."),
        Arguments.of(
            withStart("{\"untrained\": {\"hiddenSize\": 130, \"heads\": 4}}"),
            ": start.untrained.hiddenSize must be a multiple of heads, but 130 is none of 4."),
        Arguments.of(
            withStage("{}"), ": stages[0].technique is missing: use " + techniques(" or ") + "."),
        Arguments.of(
            withStage("{\"technique\": \"finetune\"}"),
            ": stages[0].technique cannot be 'finetune': perhaps 'fine-tune' is meant."),
        Arguments.of(
            withStage("{\"technique\": \"prune\"}"),
            ": stages[0].technique cannot be 'prune': use " + techniques(", ") + "."),
        Arguments.of(
            withStage("\"fine-tune\""), ": stages[0] must be an object in {}, not \"fine-tune\"."),
        Arguments.of(
            withStage("{\"technique\": \"remove-heads\", \"keep\": 3, \"share\": 0.5}"),
            ": stages[0].keep and share cannot be given together: leave one, which then replaces lambda."),
        Arguments.of(
            withStage("{\"technique\": \"remove-units\", \"training\": {\"patience\": 1}}"),
            ": stages[0].training.patience must be 0 where gates are trained: the last state counts, not the best."),
        Arguments.of(
            withStage("{\"technique\": \"remove-heads\", \"lambda\": -1}"),
            ": stages[0].lambda must be from 0 to 100, not -1."),
        Arguments.of(
            withStage("{\"technique\": \"remove-units\", \"group\": 1}"),
            ": stages[0].group must be from 4 to 65536 units, not 1."),
        Arguments.of(
            withStage("{\"technique\": \"remove-heads\", \"gates\": {\"ramp\": 2}}"),
            ": stages[0].gates.ramp must be from 0.01 to 1, not 2."),
        Arguments.of(
            withStage("{\"technique\": \"remove-heads\", \"distil\": {}}"),
            ": teacher is missing: stage 1 distils, so name a run, as in {\"run\": \"ID\"}, or a model folder."),
        Arguments.of(
            withTraining("{\"epochs\": 0}"),
            ": stages[0].training.epochs must be from 1 to 1000 epochs, not 0."),
        Arguments.of(
            withTraining("{\"epochs\": \"three\"}"),
            ": stages[0].training.epochs must be a whole number, not \"three\"."),
        Arguments.of(
            withTraining("{\"epochs\": null}"),
            ": stages[0].training.epochs must be a whole number, not null."),
        Arguments.of(
            withTraining("{\"epoch\": 3}"),
            ": stages[0].training has no field 'epoch': perhaps 'epochs' is meant."),
        Arguments.of(
            withTraining("{\"batchSize\": 9999999999}"),
            ": stages[0].training.batchSize must be a whole number from -2147483648 to 2147483647, not 9999999999."),
        Arguments.of(
            withTraining("{\"learningRate\": -0.1}"),
            ": stages[0].training.learningRate must be from 0 to 1, not -0.1."),
        Arguments.of(
            withTraining("{\"clipNorm\": -1}"),
            ": stages[0].training.clipNorm must be at least 0, not -1."),
        Arguments.of(
            withTraining("{\"clipNorm\": 1e999}"),
            ": stages[0].training.clipNorm is too large a number to compute with."),
        Arguments.of(
            withTraining("[3]"), ": stages[0].training must be an object in {}, not a list."),
        Arguments.of(
            "{\"name\": \"a b\", \"start\": {\"pretrained\": \"b\"}, \"stages\": [{\"technique\": \"fine-tune\"}]}",
            ": name may hold 1 to 64 letters, digits, dots, dashes and underscores, not 'a b'."));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMistakeIsSaidInOneSentenceThatNamesTheField(
      String text, String message, @TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("spec.json"), text);

    assertThatThrownBy(() -> RunSpec.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(file + message);
  }

  @Test
  void aByteOrderMarkIsNoMistake(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("spec.json"), "\uFEFF" + FULL);

    assertThat(RunSpec.read(file).name()).isEqualTo("fine-tune");
  }

  @Test
  void aFileThatIsNoSpecIsNamed(@TempDir Path folder) throws IOException {
    var missing = folder.resolve("none.json");
    var binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, 0, 1});
    var large = Files.write(folder.resolve("large.json"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> RunSpec.read(missing))
        .hasMessage(missing + " does not exist: check the path.");
    assertThatThrownBy(() -> RunSpec.read(folder))
        .hasMessage(folder + " is a folder: name a JSON file.");
    assertThatThrownBy(() -> RunSpec.read(binary))
        .hasMessage(binary + " is not UTF-8 text: save it as UTF-8.");
    assertThatThrownBy(() -> RunSpec.read(large))
        .hasMessage(large + " is larger than 1 MB: name a JSON file written by hand.");
  }

  @Test
  void whatTheSpecIsSilentAboutHasItsInitialValue(@TempDir Path folder) throws IOException {
    var spec = RunSpec.read(Files.writeString(folder.resolve("spec.json"), withTraining("{}")));

    assertThat(spec.seed()).isEqualTo(42);
    assertThat(spec.device()).isEqualTo(Device.AUTO);
    assertThat(spec.precision()).isEqualTo(Precision.AUTO);
    assertThat(spec.data()).isEqualTo(new DataSource.Sample());
    assertThat(spec.checkpoint()).isEqualTo(new RunSpec.CheckpointPolicy(0, 5));
    assertThat(spec.limit()).isEmpty();
    assertThat(spec.stages())
        .containsExactly(new FineTune(new Training(3, 32, 5e-5, 0.1, 0.01, 1, 0.1, 0, 0)));
  }

  @Test
  void whatTheSpecSaysIsRead(@TempDir Path folder) throws IOException {
    var spec = RunSpec.read(Files.writeString(folder.resolve("spec.json"), FULL));

    assertThat(spec.name()).isEqualTo("fine-tune");
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(spec.device()).isEqualTo(Device.CPU);
    assertThat(spec.precision()).isEqualTo(Precision.FLOAT32);
    assertThat(spec.checkpoint()).isEqualTo(new RunSpec.CheckpointPolicy(50, 5));
    assertThat(spec.limit()).isEqualTo(OptionalLong.of(20_000_000));
    assertThat(((FineTune) spec.stages().getFirst()).training().learningRate()).isEqualTo(3e-5);
  }

  @Test
  void aSpecMayNameAFetchedCorpus(@TempDir Path folder) throws IOException {
    var fetched = "\"data\": {\"source\": \"fetched\", \"name\": \"conll2003\"}";
    var text = withField(fetched);

    var spec = RunSpec.read(Files.writeString(folder.resolve("spec.json"), text));

    assertThat(spec.data()).isEqualTo(new DataSource.Fetched("conll2003"));
    assertThat(spec.on(new DataSource.Sample()).data()).isEqualTo(new DataSource.Sample());
  }

  @Test
  void relativePathsAreTakenFromTheSpecsFolder(@TempDir Path folder) throws IOException {
    var nested = Files.createDirectories(folder.resolve("specs"));
    var file = nested.resolve("spec.json");

    Files.writeString(file, FULL);
    assertThat(RunSpec.read(file).data())
        .isEqualTo(new DataSource.Folder(nested.resolve("corpus/conll")));
    assertThat(RunSpec.read(file).start()).isEqualTo(new Start.Pretrained("bert-base-cased"));

    Files.writeString(file, FULL.replace("bert-base-cased", "../models/bert"));
    assertThat(RunSpec.read(file).start())
        .isEqualTo(new Start.Pretrained(folder.resolve("models/bert").toString()));
  }

  static Stream<String> specs() {
    return Stream.of(
        FULL,
        withTraining("{}"),
        withStart("{\"run\": \"2026-11-23-a-ab12\"}"),
        withStart("{\"untrained\": {\"layers\": 3}}"),
        withField("\"data\": {\"source\": \"files\", \"train\": \"/a/b.txt\"}"));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatIsWrittenIsReadAsTheSame(String text, @TempDir Path folder) throws IOException {
    var spec = RunSpec.read(Files.writeString(folder.resolve("spec.json"), text));
    var copy = folder.resolve("copy.json");
    Files.write(copy, spec.toJson().getBytes(StandardCharsets.UTF_8));

    assertThat(RunSpec.read(copy)).isEqualTo(spec);
  }

  @Test
  void everyTechniqueHasAName() {
    assertThat(Technique.types().values().toArray())
        .containsExactlyInAnyOrder((Object[]) Technique.class.getPermittedSubclasses());
  }

  static Stream<String> techniqueNames() {
    return Technique.types().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("techniqueNames")
  void aWrittenSpecIsReadAsTheSame(String technique) {
    var teacher = "\"teacher\": {\"run\": \"a-run\"}, ";
    var text =
        "{\"name\": \"a\", \"start\": {\"untrained\": {}}, "
            + teacher
            + "\"stages\": [{\"technique\": \""
            + technique
            + "\""
            + (technique.equals("distil") ? ", \"hidden\": {}" : "")
            + "}]}";

    var spec = RecordReader.read(RunSpec.class, "spec", text);

    assertThat(RecordReader.read(RunSpec.class, "spec", spec.toJson())).isEqualTo(spec);
  }
}
