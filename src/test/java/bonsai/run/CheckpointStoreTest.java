package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.run.RunSpec.CheckpointPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private final List<CheckpointStore.Saved> saved = new ArrayList<>();
  private long now;

  private CheckpointStore store() {
    return store(0);
  }

  private CheckpointStore store(int stage) {
    return new CheckpointStore(
        folder, stage, new CheckpointPolicy(10, 5), warnings::add, saved::add, () -> now);
  }

  private static Consumer<Path> content(String text) {
    return part -> write(part.resolve("state.bin"), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String state(Path checkpoint) throws IOException {
    return Files.readString(checkpoint.resolve("state.bin"));
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLatestCheckpointIsTheOneOfTheHighestStep() throws IOException {
    var store = store();
    assertThat(store.latest()).isEmpty();
    assertThat(store.latestStep()).isZero();

    store.save(9, content("nine"));
    store.save(10, content("ten"));

    assertThat(state(store().latest().orElseThrow())).isEqualTo("ten");
    assertThat(store().latestStep()).isEqualTo(10);
    assertThat(saved).extracting(CheckpointStore.Saved::step).containsExactly(9L, 10L);
    assertThat(saved.getFirst().bytes()).isEqualTo(4);
  }

  @Test
  void theModelThatATrainingBeganWithStaysUntilTheStageIsDone() throws IOException {
    var store = store();
    assertThat(store.start()).isEmpty();
    store.saveStart(content("start"));
    store.save(9, content("nine"));
    store.save(10, content("ten"));
    store.save(11, content("eleven"));

    assertThat(state(store().start().orElseThrow())).isEqualTo("start");
    assertThat(store(1).start()).as("of another stage").isEmpty();
    assertThat(saved).extracting(CheckpointStore.Saved::step).containsExactly(9L, 10L, 11L);

    store.clear();
    assertThat(store().start()).isEmpty();
  }

  @Test
  void theLastTwoAreKept() throws IOException {
    var store = store();
    for (var step = 1; step <= 5; step++) {
      store.save(step, content("step " + step));
      store.saveBest(step, content("best " + step));
    }

    assertThat(names())
        .containsExactly(
            "stage-0-best-000000004",
            "stage-0-best-000000005",
            "stage-0-step-000000004",
            "stage-0-step-000000005");
    assertThat(state(store.best().orElseThrow())).isEqualTo("best 5");
  }

  @Test
  void aFlippedBitAnywhereIsFoundAndTheOneBeforeIsUsed() throws IOException {
    store().save(1, content("the state of step one"));
    store().save(2, content("the state of step two"));
    var random = new Random(1);
    for (var file : List.of("state.bin", "manifest.json")) {
      var path = folder.resolve("stage-0-step-000000002").resolve(file);
      var good = Files.readAllBytes(path);
      for (var trial = 0; trial < 100; trial++) {
        var bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        if (isSameManifest(file, good, bad)) {
          continue;
        }
        Files.write(path, bad);
        warnings.clear();

        assertThat(state(store().latest().orElseThrow())).isEqualTo("the state of step one");
        assertThat(warnings).hasSize(1);
      }
      Files.write(path, good);
    }
  }

  /** White space of another kind and hexadecimal digits in capitals are no damage. */
  private static boolean isSameManifest(String file, byte[] good, byte[] bad) {
    return file.equals("manifest.json")
        && new String(good, java.nio.charset.StandardCharsets.ISO_8859_1)
            .strip()
            .equals(new String(bad, java.nio.charset.StandardCharsets.ISO_8859_1).strip());
  }

  @Test
  void aTruncatedCheckpointIsNamedInTheWarning() throws IOException {
    store().save(1, content("one"));
    store().save(2, content("twotwo"));
    var file = folder.resolve("stage-0-step-000000002/state.bin");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3));

    assertThat(store().latestStep()).isEqualTo(1);
    assertThat(warnings)
        .containsExactly(
            "The checkpoint stage-0-step-000000002 is damaged (state.bin has 3 of 6 bytes):"
                + " going back to the one before it.");
  }

  @Test
  void whatHadToBePassedOverDoesNotCountAmongTheTwo() throws IOException {
    store().save(1, content("one"));
    store().save(2, content("two"));
    write(folder.resolve("stage-0-step-000000002/state.bin"), "bad");

    var store = store();
    assertThat(store.latestStep()).isEqualTo(1);
    store.save(3, content("three"));

    assertThat(names()).containsExactly("stage-0-step-000000001", "stage-0-step-000000003");
  }

  @Test
  void checkpointsOfStepsThatAreDoneAgainAreDropped() throws IOException {
    store().save(8, content("eight"));
    store().save(12, content("twelve"));
    write(folder.resolve("stage-0-step-000000012/state.bin"), "bad");
    var store = store();
    store.latest();
    store.save(10, content("ten"));

    assertThat(names()).containsExactly("stage-0-step-000000008", "stage-0-step-000000010");
  }

  @Test
  void allDamagedMeansNone() {
    store().save(1, content("one"));
    write(folder.resolve("stage-0-step-000000001/manifest.json"), "{}");

    assertThat(store().latest()).isEmpty();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void aCheckpointUnderAnothersNameIsNotTaken() throws IOException {
    store().save(1, content("one"));
    Files.move(
        folder.resolve("stage-0-step-000000001"),
        folder.resolve("stage-0-step-000000007"),
        StandardCopyOption.ATOMIC_MOVE);

    assertThat(store().latest()).isEmpty();
  }

  @Test
  void aWriterKilledHalfWayLeavesTheOneBefore() throws IOException {
    store().save(1, content("one"));
    var part = Files.createDirectories(folder.resolve(".part-stage-0-step-000000002"));
    write(part.resolve("state.bin"), "tw");

    var store = store();

    assertThat(state(store.latest().orElseThrow())).isEqualTo("one");
    assertThat(names()).containsExactly("stage-0-step-000000001");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aFullDiskLeavesTheLastGoodOneAndSaysSo() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "the device that is always full");
    var store = store();
    store.save(1, content("one"));

    assertThatThrownBy(() -> store.save(2, part -> write(Path.of("/dev/full"), "two")))
        .isInstanceOf(StorageException.class)
        .hasMessage("The folder stage-0-step-000000002 could not be written: the disk is full.");

    assertThat(state(store.latest().orElseThrow())).isEqualTo("one");
    assertThat(names()).containsExactly("stage-0-step-000000001");
  }

  @Test
  void aFullDiskIsRecognisedHoweverItWasWrapped() {
    var io = new IOException("/x/y: No space left on device");
    var wrapped = new UserException("The file cannot be written.", io);

    assertThat(StorageException.ofFullDisk(wrapped)).isPresent();
    assertThat(StorageException.ofFullDisk(new UserException("Not found.", new IOException("x"))))
        .isEmpty();
  }

  @Test
  void aDefectInTheContentComesOutAsItIs() {
    var defect = new IllegalStateException("defect");

    assertThatThrownBy(
            () ->
                store()
                    .save(
                        1,
                        part -> {
                          throw defect;
                        }))
        .isSameAs(defect);
  }

  @Test
  void savingTheStateThatWasJustLoadedWritesNothing() {
    store().save(5, content("five"));
    saved.clear();
    var store = store();
    store.latest();

    store.save(5, content("five again"));

    assertThat(saved).isEmpty();
    assertThat(store.latest()).isPresent();
  }

  @Test
  void thePolicyGoesByStepsAndMinutes() {
    var store = store();
    assertThat(store.due(9)).isFalse();
    assertThat(store.due(10)).isTrue();
    now = 5 * 60_000_000_000L;
    assertThat(store.due(9)).isTrue();

    store.save(9, content("nine"));

    assertThat(store.due(11)).isFalse();
  }

  @Test
  void stagesDoNotSeeOneAnother() throws IOException {
    store(0).save(5, content("zero"));
    store(1).save(3, content("one"));

    assertThat(state(store(1).latest().orElseThrow())).isEqualTo("one");
    store(0).clear();
    assertThat(names()).containsExactly("stage-1-step-000000003");
  }
}
