package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import bonsai.tag.TaggedEntity;
import bonsai.tag.TaggedSentence;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo with a worker that leaves a tiny model at once, and tags that are made up. */
@DisabledOnOs(OS.WINDOWS)
final class DemoCommandTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int demo(String worker, String... more) {
    var demo =
        new DemoCommand(
            workspace ->
                new WorkerLauncher(
                    List.of(worker), workspace, WorkerLauncher.ofThisProgram(workspace).host()),
            (model, texts) -> texts.stream().map(DemoCommandTest::tagged).toList());
    var line = new CommandLine(demo);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    var arguments = new ArrayList<>(List.of("--workspace", home.toString()));
    arguments.addAll(List.of(more));
    return line.execute(arguments.toArray(String[]::new));
  }

  /** The second and the third word are a person, the last one is a place. */
  private static TaggedSentence tagged(String text) {
    var words = Arrays.asList(text.split(" "));
    var last = words.size() - 1;
    return new TaggedSentence(
        words,
        Collections.nCopies(words.size(), "O"),
        Collections.nCopies(words.size(), 1f),
        List.of(
            new TaggedEntity("PER", 1, 3, words.get(1) + " " + words.get(2), 1),
            new TaggedEntity("LOC", last, last + 1, words.get(last), 1)),
        List.of());
  }

  @Test
  void itPrintsATableOfTheModelAndTheSentencesWithTheirEntitiesInBrackets() {
    assertThat(demo(DemoWorker.class.getName())).isZero();

    var run = Runs.of(new Workspace(home)).all().getFirst();
    assertThat(err.toString()).contains("Training a small BERT on the sample corpus", "Finished.");
    assertThat(out.toString().lines())
        .contains(
            "model            parameters  valid F1   test F1   seconds",
            "Anna [PER Berger of] Norvik Bank flew to Lisbon on Tuesday [LOC .]",
            "  bonsai tag --model " + run.model() + " \"Your own sentence.\"")
        .anySatisfy(row -> assertThat(row).matches("demo +2,[0-9]{3} +0\\.7500 +0\\.5000 +[0-9]+"));
  }

  @Test
  void jsonIsOneObjectWithTheSame() {
    assertThat(demo(DemoWorker.class.getName(), "--json")).isZero();

    assertThat(out.toString().lines()).hasSize(1);
    var object = Json.LINE.readTree(out.toString());
    var run = Runs.of(new Workspace(home)).all().getFirst();
    assertThat(object.get("id").stringValue()).isEqualTo(run.id());
    assertThat(object.get("model").stringValue()).isEqualTo(run.model().toString());
    assertThat(object.get("parameters").longValue()).isBetween(2000L, 3000L);
    assertThat(object.get("scores").get("test").get("f1").doubleValue()).isEqualTo(0.5);
    assertThat(object.get("sentences")).hasSize(3);
  }

  @Test
  void aRunThatFailsIsToldAndNothingIsTagged() {
    assertThat(demo(DemoWorker.Failing.class.getName())).isEqualTo(BonsaiCommand.FAILED);

    assertThat(out.toString()).contains("failed", "It was to fail.").doesNotContain("[PER");
  }
}
