package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.run.RunFollower.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFollowerTest {
  @TempDir Path folder;
  private RunFolder run;
  private RunFollower follower;

  @BeforeEach
  void follow() {
    run = new RunFolder(folder);
    follower = new RunFollower(run);
  }

  @AfterEach
  void stop() {
    follower.close();
  }

  private EventLog log() {
    return EventLog.open(run.events(), Clock.systemUTC(), entry -> {});
  }

  private static List<Long> steps(Batch batch) {
    return batch.entries().stream()
        .map(entry -> ((RunEvent.Trained) entry.event()).training().step())
        .toList();
  }

  @Test
  void aLogThatDoesNotExistYetHasNothingNew() {
    assertThat(follower.poll()).isEqualTo(Batch.NOTHING);
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
    }
    assertThat(steps(follower.poll())).containsExactly(1L);
  }

  @Test
  void eachRecordIsDeliveredOnceInOrder() {
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
      log.append(TestEvents.step(0, 2));
      assertThat(steps(follower.poll())).containsExactly(1L, 2L);
      assertThat(follower.poll()).isEqualTo(Batch.NOTHING);
      log.append(TestEvents.step(0, 3));
      assertThat(steps(follower.poll())).containsExactly(3L);
    }
  }

  @Test
  void aHalfWrittenRecordIsDeliveredWhenItIsWhole() throws IOException {
    var line = LogLine.write(0, Clock.systemUTC().instant(), TestEvents.step(0, 1));
    for (var written = 0; written < line.length; written++) {
      Files.write(run.events(), Arrays.copyOf(line, written));
      assertThat(follower.poll().entries()).isEmpty();
    }
    Files.write(run.events(), new byte[] {line[line.length - 1]}, StandardOpenOption.APPEND);
    assertThat(steps(follower.poll())).containsExactly(1L);
  }

  @Test
  void aTornEndThatAResumedWorkerMendsDisturbsNothing() throws IOException {
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
    }
    Files.writeString(run.events(), "{\"seq\":1,\"ti", StandardOpenOption.APPEND);
    assertThat(steps(follower.poll())).containsExactly(1L);

    try (var log = log()) {
      log.reportDamage();
      log.append(TestEvents.step(0, 2));
    }

    var batch = follower.poll();
    assertThat(batch.entries()).hasSize(2);
    assertThat(batch.entries().getFirst().event()).isInstanceOf(RunEvent.Warning.class);
    assertThat(batch.damages()).isEmpty();
    assertThat(batch.restarted()).isFalse();
  }

  @Test
  void aLogThatWasReplacedIsReadFromItsBeginning() throws IOException {
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
      log.append(TestEvents.step(0, 2));
    }
    follower.poll();
    var other = new RunFolder(Files.createDirectory(folder.resolve("other")));
    try (var log = EventLog.open(other.events(), Clock.systemUTC(), entry -> {})) {
      for (var step = 11; step <= 13; step++) {
        log.append(TestEvents.step(0, step));
      }
    }
    Files.move(other.events(), run.events(), StandardCopyOption.REPLACE_EXISTING);

    var batch = follower.poll();

    assertThat(batch.restarted()).isTrue();
    assertThat(steps(batch)).containsExactly(11L, 12L, 13L);
    assertThat(follower.poll()).isEqualTo(Batch.NOTHING);
  }

  @Test
  void aLogThatWasCutOffIsReadFromItsBeginning() throws IOException {
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
      log.append(TestEvents.step(0, 2));
    }
    follower.poll();
    Files.write(run.events(), LogLine.write(0, Clock.systemUTC().instant(), TestEvents.step(0, 9)));

    var batch = follower.poll();

    assertThat(batch.restarted()).isTrue();
    assertThat(steps(batch)).containsExactly(9L);
  }

  @Test
  void aLogThatWasDeletedAndMadeAgainIsReadFromItsBeginning() throws IOException {
    try (var log = log()) {
      log.append(TestEvents.step(0, 1));
    }
    follower.poll();
    Files.delete(run.events());
    assertThat(follower.poll().entries()).isEmpty();
    try (var log = log()) {
      log.append(TestEvents.step(0, 5));
      log.append(TestEvents.step(0, 6));
    }

    var batch = follower.poll();

    assertThat(batch.restarted()).isTrue();
    assertThat(steps(batch)).containsExactly(5L, 6L);
  }

  @Test
  void damageIsReportedOnceAndTheRestIsDelivered() throws IOException {
    try (var log = log()) {
      for (var step = 1; step <= 3; step++) {
        log.append(TestEvents.step(0, step));
      }
    }
    var lines = Files.readAllLines(run.events());
    lines.set(1, lines.get(1).replace("step", "stop"));
    Files.write(run.events(), lines);

    var batch = follower.poll();

    assertThat(steps(batch)).containsExactly(1L, 3L);
    assertThat(batch.damages()).extracting(EventLog.Damage::line).containsExactly(2L);
    assertThat(follower.poll().damages()).isEmpty();
  }

  @Test
  void aLongLogComesInPartsAndALongLineWhole() {
    var steps = 5000;
    var message = "x".repeat(700_000);
    try (var log = log()) {
      for (var step = 1; step <= steps; step++) {
        log.append(TestEvents.step(0, step));
      }
      log.append(new RunEvent.Warning(message));
    }
    var entries = new ArrayList<EventLog.Entry>();
    var batches = 0;
    Batch batch;
    do {
      batch = follower.poll();
      entries.addAll(batch.entries());
      batches++;
    } while (batch.more());

    assertThat(batches).isGreaterThan(2);
    assertThat(entries).hasSize(steps + 1);
    assertThat(entries.getLast().event()).isEqualTo(new RunEvent.Warning(message));
  }
}
