package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WrittenRun;
import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.Split;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunHistoryTest {
  @TempDir private Path folder;
  private final Semaphore news = new Semaphore(0);

  private void await(RunHistory history, Predicate<RunPast> wanted) throws InterruptedException {
    while (!wanted.test(history.past())) {
      assertThat(news.tryAcquire(30, TimeUnit.SECONDS)).as("news within half a minute").isTrue();
    }
  }

  private RunHistory follow(RunFolder run) {
    return new RunHistory(run, news::release).start();
  }

  @Test
  void aLongLogIsReadToItsEnd() throws Exception {
    try (var run = WrittenRun.of(folder)) {
      run.begins().steps(1, 5_000);
      try (var history = follow(run.folder())) {
        await(history, past -> past.steps().size() == 5_000);
      }
    }
  }

  @Test
  void whatIsWrittenLaterIsFollowed() throws Exception {
    try (var run = WrittenRun.of(folder)) {
      run.begins().steps(1, 10);
      try (var history = follow(run.folder())) {
        await(history, past -> past.steps().size() == 10);

        run.steps(11, 20);

        await(history, past -> past.steps().size() == 20);
        assertThat(history.past().steps().step().last()).isEqualTo(20);
      }
    }
  }

  @Test
  void aLogThatIsReplacedIsReadAnew() throws Exception {
    try (var run = WrittenRun.of(folder)) {
      run.begins().steps(1, 10);
      try (var history = follow(run.folder())) {
        await(history, past -> past.steps().size() == 10);
        var generation = history.past().generation();
        var other = WrittenRun.of(folder);
        try (other) {
          other.begins().steps(1, 3);
        }

        Files.move(
            other.folder().events(), run.folder().events(), StandardCopyOption.REPLACE_EXISTING);

        await(history, past -> past.steps().size() == 3);
        assertThat(history.past().generation()).isGreaterThan(generation);
      }
    }
  }

  @Test
  void aRunWithoutALogIsFollowedUntilItHasOne() throws Exception {
    var run = WrittenRun.of(folder);
    run.close();
    Files.delete(run.folder().events());
    try (var history = follow(run.folder())) {
      while (!history.isCaughtUp()) {
        assertThat(news.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(history.past().steps().size()).isZero();

      try (var begun = WrittenRun.of(run.folder())) {
        begun.begins().steps(1, 2);
        await(history, past -> past.steps().size() == 2);
      }
    }
  }

  @Test
  void theTeachersScoreIsKnownWhereItIsARun() throws Exception {
    try (var teacher = WrittenRun.of(folder)) {
      teacher.begins().steps(1, 2).finishes(0.95, 0.91);
      try (var student = WrittenRun.distilling(folder, teacher.folder())) {
        student.begins().distilled(1, 2, 3);
        try (var history = follow(student.folder())) {
          await(history, past -> past.parts().size() == 2);

          assertThat(history.teacherF1()).hasValue(0.95);
        }
      }
      try (var history = follow(teacher.folder())) {
        await(history, past -> past.steps().size() == 2);

        assertThat(history.teacherF1()).isEmpty();
      }
    }
  }

  private WrittenRun started(String start, String teacher) {
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            "{\"name\": \"student\", \"start\": %s, \"teacher\": %s, \"stages\": [{\"technique\": \"distil\"}]}"
                .formatted(start, teacher));
    return WrittenRun.of(Runs.of(new Workspace(folder)).create(spec));
  }

  @Test
  void theScoresOfATeachersFolderAreKnown() throws Exception {
    var model = new Workspace(folder).models().resolve("teacher");
    Files.createDirectories(model);
    Files.writeString(model.resolve("config.json"), "{}");
    new ModelFolder(model).saveScores(Map.of(Split.VALID, WrittenRun.scores(0.75)));
    try (var student = started("{\"untrained\": {}}", "{\"pretrained\": \"teacher\"}")) {
      student.begins().steps(1, 2);
      try (var history = follow(student.folder())) {
        await(history, past -> past.steps().size() == 2);

        assertThat(history.teacherF1()).hasValue(0.75);
        assertThat(history.startF1()).isEmpty();
      }
    }
  }

  @Test
  void theScoreOfTheRunThatItStartedFromIsKnownUnlessThatIsTheTeacher() throws Exception {
    try (var before = WrittenRun.of(folder);
        var teacher = WrittenRun.of(folder)) {
      before.begins().finishes(0.5, 0.5);
      teacher.begins().finishes(0.75, 0.75);
      var start = "{\"run\": \"%s\"}".formatted(before.folder().id());
      var other = "{\"run\": \"%s\"}".formatted(teacher.folder().id());
      try (var student = started(start, other);
          var twin = started(other, other)) {
        student.begins().steps(1, 2);
        twin.begins().steps(1, 2);
        try (var history = follow(student.folder());
            var same = follow(twin.folder())) {
          await(history, past -> past.steps().size() == 2);
          await(same, past -> past.steps().size() == 2);

          assertThat(history.startF1()).hasValue(0.5);
          assertThat(history.teacherF1()).hasValue(0.75);
          assertThat(same.startF1()).isEmpty();
        }
      }
    }
  }

  @Test
  void aTeacherThatCannotBeReadTakesNothingFromTheRunItself() throws Exception {
    var teacher = WrittenRun.of(folder);
    teacher.close();
    Files.delete(teacher.folder().events());
    Files.createDirectory(teacher.folder().events());
    try (var student = WrittenRun.distilling(folder, teacher.folder())) {
      student.begins().distilled(1, 2, 3);
      try (var history = follow(student.folder())) {
        await(history, past -> past.steps().size() == 1);

        assertThat(history.teacherF1()).isEmpty();
      }
    }
  }

  @Test
  void aLogThatCannotBeReadIsSaidInASentence() throws Exception {
    var run = WrittenRun.of(folder);
    run.close();
    Files.delete(run.folder().events());
    Files.createDirectory(run.folder().events());

    try (var history = follow(run.folder())) {
      await(history, past -> past.unreadable().isPresent());

      assertThat(history.past().unreadable().orElseThrow())
          .startsWith("The run's log cannot be read")
          .doesNotContain("Exception");
    }
  }
}
