package bonsai.train;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.EncodedSentence;
import bonsai.torch.HostTensor;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A teacher's outputs for all windows of a training, computed once and kept in a file that is
 * mapped into memory. Each window has its own place: float32 logits {@code [length, tags]}, then
 * bfloat16 hidden states {@code [layers, length, hidden]}, then bfloat16 scores {@code [layers,
 * length, length]}, all without padding.
 *
 * <p>A filling that is interrupted goes on behind the last batch that is safely on the disk;
 * batches are always cut alike, so that the content is the same bits however often it was
 * interrupted.
 */
final class TeacherCache implements TeacherOutputs {
  private static final String OUTPUTS = "outputs.bin";
  static final String PROGRESS = "progress.json";

  /** Locked by the process that fills the cache. */
  static final String LOCK = "filling.lock";

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /** Batches between two times that what was computed is made safe. */
  private static final int BATCHES_PER_SAFE_POINT = 16;

  private final List<EncodedSentence> windows;
  private final Wanted wanted;
  private final int tags;
  private final int width;
  private final long[] places;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment data;
  private final Path folder;

  /** Lent to the tensors of one batch: fresh ones for each would be freed only now and then. */
  private ByteBuffer statesLent = ByteBuffer.allocateDirect(0);

  private ByteBuffer scoresLent = ByteBuffer.allocateDirect(0);

  private record Progress(int batches, int windows) {}

  /** The right to fill a cache, which one process has at a time; the system takes it back. */
  static final class Claim implements AutoCloseable {
    private final Optional<FileChannel> lock;

    private Claim(Optional<FileChannel> lock) {
      this.lock = lock;
    }

    /** Not where the control asked for something else before it was to be had. */
    boolean isHeld() {
      return lock.isPresent();
    }

    @Override
    public void close() {
      if (lock.isPresent()) {
        try {
          lock.get().close(); // and with it the lock
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Waits until no other process fills the cache in a folder. */
  static Claim claim(Path folder, TrainingControl control) {
    try {
      Files.createDirectories(folder);
      var channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (!isTaken(channel)) {
        if (control.poll() != TrainingControl.Request.CONTINUE) {
          channel.close();
          return new Claim(Optional.empty());
        }
        Thread.sleep(LOOK_AGAIN);
      }
      return new Claim(Optional.of(channel));
    } catch (IOException e) {
      throw notKept(folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Claim(Optional.empty());
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by another run in this process
    }
  }

  private static UserException notKept(Path folder, IOException e) {
    return new UserException(
        "The teacher's outputs cannot be kept in " + folder + ": " + IoReason.of(e) + ".", e);
  }

  /**
   * Opens the cache in a folder, or makes an empty one there; whoever does has its claim.
   *
   * @param folder belongs to this teacher, these windows and what is wanted alone
   * @param tags of the teacher
   * @param width the teacher's hidden size
   */
  TeacherCache(Path folder, List<EncodedSentence> windows, Wanted wanted, int tags, int width) {
    this.folder = folder;
    this.windows = windows;
    this.wanted = wanted;
    this.tags = tags;
    this.width = width;
    places = places(windows, wanted, tags, width);
    try {
      data = map(folder.resolve(OUTPUTS), places[windows.size()]);
    } catch (IOException e) {
      throw notKept(folder, e);
    }
  }

  /** The bytes that a cache takes. */
  static long bytes(List<EncodedSentence> windows, Wanted wanted, int tags, int width) {
    return places(windows, wanted, tags, width)[windows.size()];
  }

  private static long[] places(List<EncodedSentence> windows, Wanted wanted, int tags, int width) {
    var places = new long[windows.size() + 1];
    for (var i = 0; i < windows.size(); i++) {
      places[i + 1] = places[i] + wanted.bytes(windows.get(i).length(), tags, width);
    }
    return places;
  }

  private MemorySegment map(Path file, long bytes) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < bytes) {
        // Of a file that is gone or cut short, nothing that was said to be filled is there.
        Files.deleteIfExists(folder.resolve(PROGRESS));
        // Written and not only stretched: a full disk must show here, not as a fault of the memory.
        var zeros = ByteBuffer.allocateDirect(1 << 20);
        for (var at = channel.size(); at < bytes; ) {
          zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
          at += channel.write(zeros, at);
        }
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
    }
  }

  boolean isFull() {
    return progress().windows == windows.size();
  }

  /** Lets it count as used now. */
  void touch() {
    try {
      Files.setLastModifiedTime(folder.resolve(PROGRESS), FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw notKept(folder, e);
    }
  }

  private Progress progress() {
    try {
      return Json.LINE.readValue(Files.readAllBytes(folder.resolve(PROGRESS)), Progress.class);
    } catch (NoSuchFileException e) {
      return new Progress(0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fills what is still empty.
   *
   * @return whether it is full; not if the control asked for something else meanwhile
   */
  boolean fill(Torch torch, TeacherOutputs teacher, Told told, TrainingControl control) {
    // The same in every precision: how far the filling is, is counted in them.
    var batches = Predictor.batches(windows, Predictor.PIECES);
    var progress = progress();
    var done = progress.windows;
    for (var i = progress.batches; i < batches.size(); i++) {
      if (control.poll() != TrainingControl.Request.CONTINUE) {
        return false;
      }
      var batch = Batch.of(windows, batches.get(i));
      try (var scope = torch.scope()) {
        write(batch, teacher.of(scope, batch));
      }
      done += batch.rows();
      if ((i + 1) % BATCHES_PER_SAFE_POINT == 0 || i + 1 == batches.size()) {
        makeSafe(new Progress(i + 1, done));
        told.of(done, windows.size());
      }
    }
    return true;
  }

  /** Told how far a filling is. */
  interface Told {
    void of(long done, long total);
  }

  private void makeSafe(Progress progress) {
    data.force();
    try {
      var draft = folder.resolve(PROGRESS + ".part");
      try (var channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        channel.write(ByteBuffer.wrap(Json.LINE.writeValueAsBytes(progress)));
        channel.force(true);
      }
      Files.move(draft, folder.resolve(PROGRESS), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Batch batch, Outputs outputs) {
    var logits = outputs.logits().toFloats();
    var states = MemorySegment.ofBuffer(outputs.states().toBytes());
    var scores = MemorySegment.ofBuffer(outputs.scores().toBytes());
    var length = batch.length();
    for (var row = 0; row < batch.rows(); row++) {
      var place = new Place(batch.windows()[row]);
      MemorySegment.copy(
          logits, row * length * tags, data, HostTensor.ELEMENT, place.logits, place.length * tags);
      for (var layer = 0; layer < wanted.states().length; layer++) {
        var from = ((long) layer * batch.rows() + row) * length * 2 * width;
        MemorySegment.copy(states, from, data, place.states(layer), place.stateBytes());
      }
      for (var layer = 0; layer < wanted.scores().length; layer++) {
        for (var i = 0; i < place.length; i++) {
          var from = (((long) layer * batch.rows() + row) * length + i) * length * 2;
          MemorySegment.copy(scores, from, data, place.scores(layer, i), 2L * place.length);
        }
      }
    }
  }

  /** The tensors hold until the next call. */
  @Override
  public Outputs of(Scope scope, Batch batch) {
    return new Outputs(logits(scope, batch), states(scope, batch), scores(scope, batch));
  }

  private Tensor logits(Scope scope, Batch batch) {
    var length = batch.length();
    var values = new float[batch.rows() * length * tags];
    for (var row = 0; row < batch.rows(); row++) {
      var place = new Place(batch.windows()[row]);
      MemorySegment.copy(
          data, HostTensor.ELEMENT, place.logits, values, row * length * tags, place.length * tags);
    }
    return scope.floats(values, batch.rows(), length, tags);
  }

  private Tensor states(Scope scope, Batch batch) {
    var layers = wanted.states().length;
    var tokens = (long) batch.rows() * batch.length();
    statesLent = buffer(statesLent, layers * tokens * 2 * width);
    var target = statesLent;
    var bytes = MemorySegment.ofBuffer(target);
    for (var row = 0; row < batch.rows(); row++) {
      var place = new Place(batch.windows()[row]);
      for (var layer = 0; layer < layers; layer++) {
        var to = (layer * tokens + (long) row * batch.length()) * 2 * width;
        MemorySegment.copy(data, place.states(layer), bytes, to, place.stateBytes());
      }
    }
    return layers == 0 ? scope.bytes(target, 0) : scope.bytes(target, layers, tokens, 2L * width);
  }

  private Tensor scores(Scope scope, Batch batch) {
    var layers = wanted.scores().length;
    var length = (long) batch.length();
    scoresLent = buffer(scoresLent, layers * batch.rows() * length * length * 2);
    var target = scoresLent;
    var bytes = MemorySegment.ofBuffer(target);
    for (var row = 0; row < batch.rows(); row++) {
      var place = new Place(batch.windows()[row]);
      for (var layer = 0; layer < layers; layer++) {
        for (var i = 0; i < place.length; i++) {
          var to = (((long) layer * batch.rows() + row) * length + i) * length * 2;
          MemorySegment.copy(data, place.scores(layer, i), bytes, to, 2L * place.length);
        }
      }
    }
    return layers == 0
        ? scope.bytes(target, 0)
        : scope.bytes(target, layers, batch.rows(), length, 2 * length);
  }

  private static ByteBuffer buffer(ByteBuffer before, long bytes) {
    var size = Math.toIntExact(bytes);
    var large = before.capacity() >= size ? before : ByteBuffer.allocateDirect(size);
    return large.clear().limit(size).order(ByteOrder.nativeOrder());
  }

  /** Where a window's outputs lie. */
  private final class Place {
    private final int length;
    private final long logits;

    Place(int window) {
      length = windows.get(window).length();
      logits = places[window];
    }

    long stateBytes() {
      return 2L * length * width;
    }

    long states(int layer) {
      return logits + (long) Float.BYTES * length * tags + layer * stateBytes();
    }

    long scores(int layer, int piece) {
      return states(wanted.states().length) + 2L * length * ((long) layer * length + piece);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
