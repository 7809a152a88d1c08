package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.run.EventLog.Entry;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:15:30.123Z"), ZoneOffset.UTC);

  /** One of each kind, in an order a run could have. */
  private static final List<RunEvent> EVENTS = TestEvents.oneOfEachKind();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeTheLog() {
    file = folder.resolve("events.jsonl");
    append(EVENTS);
  }

  private void append(List<RunEvent> events) {
    try (var log = EventLog.open(file, CLOCK, entry -> {})) {
      log.reportDamage();
      events.forEach(log::append);
    }
  }

  private static List<RunEvent> events(List<Entry> entries) {
    return entries.stream().map(Entry::event).toList();
  }

  /** The offset after the end of each line. */
  private static List<Integer> lineEnds(byte[] bytes) {
    var ends = new ArrayList<Integer>();
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        ends.add(i + 1);
      }
    }
    return ends;
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    var contents = EventLog.read(file);

    assertThat(events(contents.entries())).isEqualTo(EVENTS);
    assertThat(contents.entries()).extracting(Entry::seq).startsWith(0L, 1L, 2L);
    assertThat(contents.entries()).extracting(Entry::time).containsOnly(CLOCK.instant());
    assertThat(contents.damages()).isEmpty();
    assertThat(contents.tornBytes()).isZero();
  }

  @Test
  void everyKindOfEventIsCovered() {
    assertThat(EVENTS.stream().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrderElementsOf(TestEvents.kinds(RunEvent.class));
    assertThat(
            EVENTS.stream()
                .filter(RunEvent.Trained.class::isInstance)
                .<Class<?>>map(event -> ((RunEvent.Trained) event).training().getClass())
                .distinct())
        .containsExactlyInAnyOrderElementsOf(TestEvents.kinds(TrainingEvent.class));
  }

  @Test
  void aLineIsJsonThatOtherProgramsCanRead() throws IOException {
    append(List.of(new RunEvent.Warning("ça \"va\"\n")));

    assertThat(Files.readAllLines(file).getLast())
        .matches(
            "\\{\"seq\":\\d+,\"time\":\"2026-11-23T10:15:30\\.123Z\",\"event\":"
                + "\\{\"type\":\"warning\",\"message\":\"ça \\\\\"va\\\\\"\\\\n\"\\},"
                + "\"crc\":\"[0-9a-f]{8}\"\\}");
  }

  @Test
  void aLogCutAnywhereKeepsAllWholeRecordsAndCountsTheLoss() throws IOException {
    var whole = Files.readAllBytes(file);
    var ends = lineEnds(whole);
    var lastLines = ends.get(ends.size() - 4);
    for (var cut = 0; cut < whole.length; cut += cut < lastLines ? 7 : 1) {
      Files.write(file, Arrays.copyOf(whole, cut));
      var until = cut;
      // A record is whole once its last brace is there; the line's end after it is no part of it.
      var kept = (int) ends.stream().filter(end -> end - 1 <= until).count();
      var rest =
          cut - ends.stream().filter(end -> end - 1 <= until).mapToInt(end -> end).max().orElse(0);

      var contents = EventLog.read(file);

      assertThat(events(contents.entries())).isEqualTo(EVENTS.subList(0, kept));
      assertThat(contents.tornBytes()).isEqualTo(Math.max(0, rest));
      assertThat(contents.damages()).isEmpty();
    }
  }

  @Test
  void aResumedWriterMendsTheTornEndAndNotesIt() throws IOException {
    var whole = Files.readAllBytes(file);
    var ends = lineEnds(whole);
    var from = ends.get(ends.size() - 3);
    for (var cut = from; cut < whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      var before = EventLog.read(file);

      append(List.of(new RunEvent.Warning("after")));

      var after = EventLog.read(file);
      var expected = new ArrayList<>(events(before.entries()));
      if (before.tornBytes() > 0) {
        expected.add(
            new RunEvent.Warning(
                "The log's last record was cut off ("
                    + before.tornBytes()
                    + " bytes); it is lost, all before it is kept."));
      }
      expected.add(new RunEvent.Warning("after"));
      assertThat(events(after.entries())).isEqualTo(expected);
      assertThat(after.entries().getLast().seq()).isEqualTo(expected.size() - 1);
      assertThat(after.damages()).isEmpty();
      assertThat(after.tornBytes()).isZero();
    }
  }

  @Test
  void aFlippedBitAnywhereIsNeverReadAsARecord() throws IOException {
    var whole = Files.readAllBytes(file);
    var random = new Random(1);
    for (var trial = 0; trial < 1500; trial++) {
      var broken = whole.clone();
      broken[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, broken);

      var contents = EventLog.read(file);

      assertThat(EVENTS).containsAll(events(contents.entries()));
      var lost = EVENTS.size() - contents.entries().size();
      // Nothing is lost when the flip undoes the very last line's end.
      assertThat(lost).isBetween(0, 2);
      assertThat(contents.damages().size() + contents.tornBytes() > 0).isEqualTo(lost > 0);
    }
  }

  @Test
  void damageInTheMiddleIsReportedWithItsLineAndTheRestIsRead() throws IOException {
    var lines = Files.readAllLines(file);
    lines.set(2, lines.get(2).replace("seq", "sEq"));
    Files.write(file, lines);

    var contents = EventLog.read(file);

    assertThat(contents.entries()).hasSize(EVENTS.size() - 1);
    assertThat(contents.damages())
        .containsExactly(
            new EventLog.Damage(3, "Line 3 of the event log is damaged and left out."));
  }

  @Test
  void missingAndRepeatedRecordsAreReported() throws IOException {
    var lines = Files.readAllLines(file);
    lines.add(7, lines.get(6));
    lines.remove(4);
    lines.remove(3);
    Files.write(file, lines);

    var contents = EventLog.read(file);

    assertThat(events(contents.entries())).doesNotHaveDuplicates().hasSize(EVENTS.size() - 2);
    assertThat(contents.damages())
        .containsExactly(
            new EventLog.Damage(4, "2 records are missing before line 4 of the event log."),
            new EventLog.Damage(6, "Line 6 of the event log repeats record 6; left out."));
  }

  @Test
  void aWriterReportsOldDamageAndLeavesItInPlace() throws IOException {
    var lines = Files.readAllLines(file);
    lines.set(2, "garbage");
    Files.write(file, lines);

    append(List.of());

    var contents = EventLog.read(file);
    assertThat(contents.entries().getLast().event())
        .isEqualTo(
            new RunEvent.Warning(
                "The log is damaged in 1 place, first in line 3:"
                    + " Line 3 of the event log is damaged and left out."));
    assertThat(contents.damages()).hasSize(1);
  }

  @Test
  void aBlockOfZerosAfterAPowerCutIsATornEnd() throws IOException {
    var whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 4096));

    assertThat(EventLog.read(file).tornBytes()).isEqualTo(4096);
    append(List.of());
    assertThat(Files.size(file)).isLessThan(whole.length + 4096);
    assertThat(EventLog.read(file).tornBytes()).isZero();
  }

  @Test
  void theTailHoldsTheLastRecordsOnly() {
    var tail = EventLog.tail(file, 400);

    assertThat(tail).isNotEmpty().hasSizeLessThan(5);
    assertThat(tail.getLast().event()).isEqualTo(EVENTS.getLast());
    assertThat(EventLog.tail(file, 1 << 20)).hasSize(EVENTS.size());
    assertThat(EventLog.tail(folder.resolve("none"), 100)).isEmpty();
  }

  @Test
  void anUnknownFieldOfANewerProgramIsPassedOver() throws IOException {
    var line =
        new String(
            LogLine.write(EVENTS.size(), CLOCK.instant(), new RunEvent.Warning("x")),
            StandardCharsets.UTF_8);
    var newer = line.substring(0, line.indexOf("}")) + ",\"weight\":3}";
    var crc = new java.util.zip.CRC32C();
    crc.update(newer.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        file,
        newer + ",\"crc\":\"%08x\"}\n".formatted(crc.getValue()),
        java.nio.file.StandardOpenOption.APPEND);

    var contents = EventLog.read(file);

    assertThat(contents.entries().getLast().event()).isEqualTo(new RunEvent.Warning("x"));
    assertThat(contents.damages()).isEmpty();
  }

  @Test
  void stepsThatWereDoneAgainAreSuperseded() {
    var other = folder.resolve("other.jsonl");
    try (var log = EventLog.open(other, CLOCK, entry -> {})) {
      for (var step = 1; step <= 5; step++) {
        log.append(TestEvents.step(0, step));
      }
      log.append(new RunEvent.Resumed(TestEvents.WORKER, 0, 3));
      log.append(TestEvents.step(0, 4));
    }

    var steps =
        EventLog.read(other).current().stream()
            .filter(entry -> entry.event() instanceof RunEvent.Trained)
            .map(entry -> ((RunEvent.Trained) entry.event()).training().step());

    assertThat(steps).containsExactly(1L, 2L, 3L, 4L);
  }

  /** A disk that takes a part of a line and then no more, until something is deleted. */
  private EventLog.Appending fullDisk() {
    return (channel, bytes) -> {
      if (Files.exists(folder.resolve(".reserve"))) {
        channel.write(bytes.slice(0, 10));
        throw new IOException("No space left on device");
      }
      channel.write(bytes);
    };
  }

  @Test
  void aRecordThatTheDiskWillNotTakeLeavesTheLogAsItWas() throws IOException {
    var before = Files.readAllBytes(file);
    try (var log = EventLog.open(file, CLOCK, entry -> {}, fullDisk())) {
      assertThatThrownBy(() -> log.append(TestEvents.step(0, 4)))
          .isInstanceOf(StorageException.class)
          .hasMessage("The event log cannot be written: the disk is full.");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
  }

  @Test
  void theLastWordIsWrittenEvenOnAFullDisk() {
    var last = new RunEvent.Paused(0, 3, Optional.of("The disk is full."));
    try (var log = EventLog.open(file, CLOCK, entry -> {}, fullDisk())) {
      log.append(last);
    }
    assertThat(EventLog.read(file).entries().getLast().event()).isEqualTo(last);
    assertThat(EventLog.read(file).damages()).isEmpty();
  }

  @Test
  void optionalPartsAreLeftOutOfTheLine() {
    var line =
        new String(
            LogLine.write(
                0, CLOCK.instant(), new RunEvent.Heartbeat(0, 7, 1000, OptionalDouble.empty())),
            StandardCharsets.UTF_8);

    assertThat(line).doesNotContain("f1");
    assertThat(
            new String(
                LogLine.write(0, CLOCK.instant(), new RunEvent.Paused(0, 1, Optional.empty())),
                StandardCharsets.UTF_8))
        .doesNotContain("reason");
    assertThat(
            new String(
                LogLine.write(0, CLOCK.instant(), new RunEvent.Finished(Map.of())),
                StandardCharsets.UTF_8))
        .contains("\"type\":\"finished\"");
  }
}
