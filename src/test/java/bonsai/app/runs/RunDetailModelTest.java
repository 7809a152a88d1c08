package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDetailModelTest {
  @TempDir private Path folder;

  @Test
  void ofALongOutputTheLastLinesAreKept() throws Exception {
    var toolkit = new LinkedBlockingQueue<Runnable>();
    var test = new TestContext(folder);
    try (var run = WrittenRun.of(folder);
        var runs = new RunsModel(test.context());
        var model = new RunDetailModel(toolkit::add)) {
      test.look();
      model.show(runs.find(run.folder().id()));
      for (var part = 0; part < 3; part++) {
        var last = "last of " + part;
        Files.writeString(
            run.folder().workerLog(),
            "a line\n".repeat(2_999) + last + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        while (!Optional.of(model.workerLines())
            .filter(lines -> !lines.isEmpty() && lines.getLast().equals(last))
            .isPresent()) {
          var told = Optional.ofNullable(toolkit.poll(30, TimeUnit.SECONDS));
          told.orElseThrow().run();
        }
      }

      assertThat(model.workerLines()).hasSize(RunDetailModel.MOST_WORKER_LINES);
    }
  }
}
