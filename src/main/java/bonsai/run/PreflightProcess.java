package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** Has a run timed by a process of its own, so that this one loads no native tensors. */
public final class PreflightProcess {

  private final Workspace workspace;

  public PreflightProcess(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Starts the process and waits for its answer: for a thread that may wait.
   *
   * @param progress told in a few words what it does
   * @throws UserException with what the process said, if it cannot measure
   * @throws CancellationException if this thread is interrupted; the process is then gone
   */
  public Measurement measure(RunSpec spec, Consumer<String> progress) {
    try {
      var file = Files.createTempFile(workspace.cache(), "preflight-", ".spec");
      try {
        AtomicFile.write(file, spec.toJson());
        return ask(file, spec, progress);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserException("The timing cannot be started: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      var cancelled = new CancellationException("the timing was cancelled");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  private Measurement ask(Path file, RunSpec spec, Consumer<String> progress)
      throws IOException, InterruptedException {
    var program = List.of(ChildJvm.MAIN, "preflight", file.toString(), "--json");
    var process =
        ChildJvm.of(workspace)
            .attached(program, spec.device(), workspace.cache())
            .builder()
            .start();
    try {
      var said = Collections.synchronizedList(new ArrayList<String>());
      var answer = Collections.synchronizedList(new ArrayList<String>());
      var listeners =
          List.of(
              listener(process.getInputStream(), answer::add),
              listener(
                  process.getErrorStream(),
                  line -> {
                    said.add(line);
                    progress.accept(line);
                  }));
      var exitCode = process.waitFor();
      for (var listener : listeners) {
        listener.join();
      }
      if (exitCode == 0 && !answer.isEmpty()) {
        return Json.LINE.treeToValue(
            Json.LINE.readTree(answer.getLast()).get("measured"), Measurement.class);
      }
      throw new UserException(
          said.isEmpty() ? "The timing ended without an answer." : said.getLast());
    } catch (JacksonException e) {
      throw new UserException("The timing's answer cannot be read: " + e.getMessage(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Thread listener(InputStream stream, Consumer<String> heard) {
    return Thread.ofPlatform()
        .name("preflight")
        .daemon()
        .start(
            () -> {
              try (var lines =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                lines.lines().forEach(heard);
              } catch (IOException | java.io.UncheckedIOException e) {
                // As good as the stream's end: the process was killed.
              }
            });
  }
}
