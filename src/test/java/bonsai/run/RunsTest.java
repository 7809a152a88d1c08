package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunsTest {
  @TempDir Path home;
  private Runs runs;

  @BeforeEach
  void open() {
    runs = new Runs(home.resolve("runs"));
  }

  private static RunSpec spec(String name) {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        "{\"name\": \"%s\", \"start\": {\"pretrained\": \"b\"}, \"stages\": [{\"technique\": \"fine-tune\"}]}"
            .formatted(name));
  }

  @Test
  void aNewRunHasAnIdOfDateNameAndChance() throws IOException {
    var run = runs.create(spec("factorised-64"));

    assertThat(run.id()).matches(LocalDate.now() + "-factorised-64-[a-z0-9]{4}");
    assertThat(run.spec()).isEqualTo(spec("factorised-64"));
    try (var entries = Files.list(runs.folder())) {
      assertThat(entries.map(entry -> entry.getFileName().toString())).containsExactly(run.id());
    }
  }

  @Test
  void theLongestNameGivesAnId() {
    assertThat(RunFolder.isId(runs.create(spec("n".repeat(64))).id())).isTrue();
  }

  @Test
  void aRunIsFoundByIdBeginningOrName() {
    var one = runs.create(spec("one"));
    var two = runs.create(spec("two"));
    runs.create(spec("twin"));
    var twin = runs.create(spec("twin"));

    assertThat(runs.find(one.id())).isEqualTo(one);
    assertThat(runs.find(LocalDate.now() + "-on")).isEqualTo(one);
    assertThat(runs.find("two")).isEqualTo(two);
    assertThat(runs.find(twin.id())).isEqualTo(twin);
    assertThatThrownBy(() -> runs.find("twin"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(twin.id())
        .hasMessageEndingWith(": give more of the id.");
    assertThatThrownBy(() -> runs.find("three"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "No run is called 'three': `bonsai runs` lists those in " + runs.folder() + ".");
  }

  @Test
  void aRunThatIsNamedByItsNameIsKeptByItsId() {
    var teacher = runs.create(spec("teacher"));
    var asked =
        RecordReader.read(
            RunSpec.class,
            "spec",
            "{\"name\": \"student\", \"start\": {\"run\": \"teacher\"}, \"teacher\": {\"run\": \"teacher\"},"
                + " \"stages\": [{\"technique\": \"distil\"}]}");

    var run = runs.create(asked);
    runs.create(spec("teacher"));

    assertThat(run.spec().start()).isEqualTo(new Start.FromRun(teacher.id()));
    assertThat(run.spec().teacher()).contains(new Start.FromRun(teacher.id()));
    assertThatThrownBy(() -> runs.create(asked))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give more of the id");
  }

  @Test
  void whatIsNoRunIsNotListed() throws IOException {
    var run = runs.create(spec("one"));
    Files.createDirectories(runs.folder().resolve("2026-01-01-empty-aaaa"));
    Files.createDirectories(runs.folder().resolve(".new-123"));
    Files.writeString(runs.folder().resolve("notes.txt"), "x");

    assertThat(runs.all()).containsExactly(run);
    assertThatThrownBy(() -> RunFolder.open(home))
        .hasMessage(
            home + " is not a run: it has no run.json; `bonsai runs` lists the runs there are.");
  }

  @Test
  void anIdIsASafeFileName() {
    for (var text : List.of("", "..", "../x", "a/b", "-rf", ".hidden", "a b", "a".repeat(81))) {
      assertThat(RunFolder.isId(text)).as(text).isFalse();
    }
  }

  @Test
  void whatPeopleNoteIsKeptApartFromTheSpec() throws IOException {
    var run = runs.create(spec("one"));
    var before = Files.readString(run.specFile());
    assertThat(run.about()).isEqualTo(RunFolder.About.NOTHING);
    var about =
        new RunFolder.About(Optional.of("Mein Lauf"), Optional.of("gut"), List.of("a", "b"), true);

    run.about(about);

    assertThat(run.about()).isEqualTo(about);
    assertThat(Files.readString(run.specFile())).isEqualTo(before);
  }
}
