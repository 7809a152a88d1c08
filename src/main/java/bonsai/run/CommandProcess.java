package bonsai.run;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a command of this program, in a process of its own, for the JSON object it prints last. */
public final class CommandProcess {
  private final Workspace workspace;

  public CommandProcess(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Starts the process and waits for its answer: for a thread that may wait.
   *
   * @param arguments of the command line, the command first; it must print JSON
   * @param progress told each line that the process says beside its answer
   * @throws UserException with what the process said last, if it gives no answer
   * @throws CancellationException if this thread is interrupted; the process is then gone
   */
  public JsonNode ask(List<String> arguments, RunSpec.Device device, Consumer<String> progress) {
    var program = Stream.concat(Stream.of(ChildJvm.MAIN), arguments.stream()).toList();
    Process process;
    try {
      process =
          ChildJvm.of(workspace).attached(program, device, workspace.cache()).builder().start();
    } catch (IOException e) {
      throw new UserException("A process cannot be started: " + IoReason.of(e) + ".", e);
    }
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
        return Json.LINE.readTree(answer.getLast());
      }
      throw new UserException(
          said.isEmpty() ? "The process ended without an answer." : said.getLast());
    } catch (JacksonException e) {
      throw new UserException("The process's answer cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      var cancelled = new CancellationException("cancelled while a process was waited for");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Thread listener(InputStream stream, Consumer<String> heard) {
    return Thread.ofPlatform()
        .name("listener to a process")
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
