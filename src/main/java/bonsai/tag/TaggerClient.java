package bonsai.tag;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.ChildJvm;
import bonsai.run.RunSpec.Device;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import tools.jackson.core.JacksonException;

/**
 * Talks to a tagger process and keeps it alive: a process that dies is started again, and what it
 * had not answered is asked again. One that dies before it is ready, or a second time in a row
 * without an answer, is given up. No method waits for the process, and this JVM loads no native
 * tensors.
 */
public final class TaggerClient implements AutoCloseable {
  private static final int LOG_LINES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SIGNAL_EXIT = 128;

  /**
   * How OpenMP's threads wait for each other. By default they spin, and beside a training that uses
   * all cores a short sentence then takes 0.8 s instead of 0.04 s (measured on 2 cores).
   */
  private static final String THREADS_WAIT = "OMP_WAIT_POLICY";

  /** Listens to the process; called on the client's own threads. */
  public interface Listener {
    /** The process, or the one that took its place, has opened the model. */
    default void ready(ModelInfo model) {}

    /** The process died and another was started; told once for each death. */
    default void restarted(String reason) {}

    /** The tagger is given up, and says why; every request fails from now on. */
    default void stopped(String reason) {}
  }

  private record Pending(TagRequest request, CompletableFuture<TagReply.Tagged> answer) {}

  private final ProcessBuilder command;
  private final Listener listener;
  private final CompletableFuture<ModelInfo> ready = new CompletableFuture<>();

  // guarded by this
  private final LinkedHashMap<Long, Pending> pending = new LinkedHashMap<>();
  private final ArrayDeque<String> log = new ArrayDeque<>();
  private Optional<Child> child = Optional.empty();
  private Optional<String> stopped = Optional.empty();
  private boolean closed;
  private long lastId;

  private TaggerClient(ProcessBuilder command, Listener listener) {
    this.command = command;
    this.listener = listener;
  }

  /**
   * Starts a tagger process for a model folder; returns before it is ready. Requests may follow at
   * once.
   *
   * @param precision to compute in
   */
  public static TaggerClient start(
      Path model, TagPrecision precision, Workspace workspace, Listener listener) {
    var program =
        new ArrayList<>(
            List.of(ChildJvm.MAIN, "tagger", "--model", model.toAbsolutePath().toString()));
    if (precision != TagPrecision.AUTO) {
      program.addAll(List.of("--precision", precision.label()));
    }
    var launch = ChildJvm.of(workspace).attached(program, Device.AUTO, workspace.cache());
    return start(launch.with(THREADS_WAIT, "PASSIVE").builder(), listener);
  }

  /**
   * Starts a tagger process by any command.
   *
   * @param command runs {@code bonsai tagger --model DIR}
   */
  public static TaggerClient start(ProcessBuilder command, Listener listener) {
    var client = new TaggerClient(command, listener);
    client.startChild(false);
    return client;
  }

  /** The model, once it is open; fails with a {@link UserException} if it cannot be opened. */
  public CompletableFuture<ModelInfo> ready() {
    return ready;
  }

  /**
   * Splits a text and tags it.
   *
   * @return fails with a {@link UserException} if the model cannot do it or the tagger is given up
   */
  public CompletableFuture<TagReply.Tagged> tagText(String text) {
    return ask(id -> new TagRequest.Text(id, text));
  }

  /** Tags sentences of words; as {@link #tagText}. */
  public CompletableFuture<TagReply.Tagged> tagWords(List<List<String>> sentences) {
    return ask(id -> new TagRequest.Words(id, sentences));
  }

  /** The last lines that the process wrote to its standard error. */
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** The running process, if there is one. */
  public synchronized Optional<ProcessHandle> process() {
    return child.map(running -> running.process.toHandle());
  }

  /** Kills the process; what was not answered is cancelled. */
  @Override
  public void close() {
    List<Pending> unanswered;
    Optional<Child> running;
    synchronized (this) {
      closed = true;
      running = child;
      child = Optional.empty();
      unanswered = List.copyOf(pending.values());
      pending.clear();
    }
    running.ifPresent(Child::kill);
    ready.cancel(false);
    unanswered.forEach(request -> request.answer().cancel(false));
  }

  private CompletableFuture<TagReply.Tagged> ask(LongFunction<TagRequest> question) {
    synchronized (this) {
      if (closed || stopped.isPresent()) {
        return CompletableFuture.failedFuture(
            new UserException(stopped.orElse("The tagger was closed.")));
      }
      var request = question.apply(++lastId);
      var asked = new Pending(request, new CompletableFuture<>());
      pending.put(request.id(), asked);
      child.ifPresent(running -> running.send(request));
      return asked.answer();
    }
  }

  // ---- the process's life -----------------------------------------------------------------------

  private boolean startChild(boolean again) {
    try {
      synchronized (this) {
        if (closed) {
          return false;
        }
        var started = new Child(command.start(), again);
        child = Optional.of(started);
        pending.values().forEach(request -> started.send(request.request()));
        started.listen();
      }
      return true;
    } catch (IOException e) {
      stop("The tagger cannot be started: " + IoReason.of(e) + ".");
      return false;
    }
  }

  private void ended(Child dead, int exitCode) {
    synchronized (this) {
      if (closed || child.isEmpty() || child.get() != dead) {
        return;
      }
      child = Optional.empty();
    }
    var how = exitCode > SIGNAL_EXIT ? "signal " + (exitCode - SIGNAL_EXIT) : "code " + exitCode;
    if (dead.refusal.isPresent()) {
      stop(dead.refusal.get());
    } else if (!dead.ready) {
      stop("The tagger ended before it was ready (" + how + "); its log tells more.");
    } else if (dead.again && !dead.answered) {
      stop("The tagger ended again without an answer (" + how + "), and is given up.");
    } else {
      restart("The tagger ended unexpectedly (" + how + ") and was started again.");
    }
  }

  private void restart(String reason) {
    if (startChild(true)) {
      listener.restarted(reason);
    }
  }

  private void stop(String reason) {
    List<Pending> unanswered;
    synchronized (this) {
      stopped = Optional.of(reason);
      unanswered = List.copyOf(pending.values());
      pending.clear();
    }
    ready.completeExceptionally(new UserException(reason));
    unanswered.forEach(
        request -> request.answer().completeExceptionally(new UserException(reason)));
    listener.stopped(reason);
  }

  private void heard(Child from, String line) {
    TagReply reply;
    try {
      reply = Json.LINE.readValue(line, TagReply.class);
    } catch (JacksonException e) {
      remember("not a reply: " + line);
      return;
    }
    switch (reply) {
      case TagReply.Ready opened -> {
        from.ready = true;
        ready.complete(opened.model());
        listener.ready(opened.model());
      }
      case TagReply.Tagged tagged -> {
        from.answered = true;
        take(tagged.id()).ifPresent(request -> request.answer().complete(tagged));
      }
      case TagReply.Failed failed -> {
        if (failed.id().isPresent()) {
          from.answered = true;
          take(failed.id().getAsLong())
              .ifPresent(
                  request ->
                      request.answer().completeExceptionally(new UserException(failed.message())));
        } else if (!from.ready) {
          from.refusal = Optional.of(failed.message());
        } else {
          remember(failed.message());
        }
      }
      case TagReply.Closed closing -> remember("closed");
    }
  }

  private synchronized Optional<Pending> take(long id) {
    return Optional.ofNullable(pending.remove(id));
  }

  private synchronized void remember(String line) {
    if (log.size() == LOG_LINES) {
      log.removeFirst();
    }
    log.addLast(line);
  }

  /** One process and the threads that serve its three streams. */
  private final class Child {
    private final Process process;
    private final BlockingQueue<TagRequest> requests = new LinkedBlockingQueue<>();

    /** Whether it takes the place of one that died. */
    private final boolean again;

    // touched by the listening thread alone
    private boolean ready;
    private boolean answered;
    private Optional<String> refusal = Optional.empty();

    Child(Process process, boolean again) {
      this.process = process;
      this.again = again;
    }

    void send(TagRequest request) {
      requests.add(request);
    }

    void listen() {
      var writer = thread("tagger-requests", this::write);
      thread("tagger-log", () -> read(process.getErrorStream(), TaggerClient.this::remember));
      thread(
          "tagger-replies",
          () -> {
            read(process.getInputStream(), line -> heard(this, line));
            writer.interrupt();
            ended(this, exitCode());
          });
    }

    void kill() {
      process.destroyForcibly();
    }

    private void write() {
      try (var out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
        while (true) {
          out.write(Json.LINE.writeValueAsString(requests.take()) + "\n");
          out.flush();
        }
      } catch (IOException | InterruptedException e) {
        // The process has ended; the thread that listens to it sees to everything.
      }
    }

    private static void read(InputStream stream, Consumer<String> consumer) {
      try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          consumer.accept(line);
        }
      } catch (IOException e) {
        // As good as the stream's end: the process was killed.
      }
    }

    /** Of a process that has closed its output; one that goes on without it is of no use. */
    private int exitCode() {
      try {
        if (!process.waitFor(PATIENCE)) {
          kill();
        }
        return process.waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
    }

    private static Thread thread(String name, Runnable work) {
      return Thread.ofPlatform().name(name).daemon().start(work);
    }
  }
}
