package bonsai.ner;

import bonsai.base.Interruption;
import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a text line by line in strict UTF-8. A byte order mark at the start is skipped; LF, CR LF
 * and CR end a line, and so does CR CR LF, which programs write that end CR LF once more; the last
 * line needs no end. Every mistake names the file and the line.
 */
public final class LineReader implements AutoCloseable {
  /** Longer lines are no lines of a data file, and would only fill the memory. */
  private static final int MAX_LINE_BYTES = 1 << 24;

  private static final int CHUNK = 1 << 16;

  private final String source;
  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private int next;
  private int end;
  private byte[] line = new byte[256];
  private int length;
  private int number;
  private boolean afterCarriageReturn;
  private boolean ended; // a terminal would begin anew

  private LineReader(String source, InputStream in) {
    this.source = source;
    this.in = in;
  }

  /**
   * Reads what comes in, a line as soon as its end is there.
   *
   * @param source what messages call it, at the beginning of a sentence
   */
  public static LineReader of(String source, InputStream in) {
    return new LineReader(source, in);
  }

  /** Opens a file; a missing or unreadable one is the user's mistake. */
  static LineReader open(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder: name a file in it.");
    }
    try {
      return new LineReader(file.toString(), Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new UserException("The file " + file + " does not exist.", e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** The next line without its end, or nothing after the last one. */
  public Optional<String> next() {
    skipRestOfEnd();
    length = 0;
    while (next < end || refill()) {
      var value = chunk[next++];
      if (value == '\n' || value == '\r') {
        afterCarriageReturn = value == '\r';
        return Optional.of(decoded());
      }
      append(value);
    }
    return length == 0 ? Optional.empty() : Optional.of(decoded());
  }

  /** Whether some of the next line is there already, so that nobody need be waited for. */
  public boolean ready() {
    if (isSomeThere()) {
      skipRestOfEnd();
    }
    return isSomeThere();
  }

  private boolean isSomeThere() {
    try {
      return next < end || in.available() > 0;
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  /** A line is given at its CR; what follows of the same end is known only later. */
  private void skipRestOfEnd() {
    if (!afterCarriageReturn) {
      return;
    }
    afterCarriageReturn = false;
    if (ahead(0) == '\n') {
      next++;
    } else if (ahead(0) == '\r' && ahead(1) == '\n') {
      next += 2;
    }
  }

  /** A byte that is yet to be taken, or -1 behind the last one. */
  private int ahead(int place) {
    while (next + place >= end) {
      if (!refill()) {
        return -1;
      }
    }
    return chunk[next + place];
  }

  /** The number of the line read last, counted from 1. */
  int number() {
    return number;
  }

  /** A mistake in the line read last. */
  UserException mistake(String message) {
    return mistake(number, message);
  }

  UserException mistake(int lineNumber, String message) {
    return new UserException(source + ", line " + lineNumber + ": " + message);
  }

  /** Reads more bytes behind those that are yet to be taken, unless there are none. */
  private boolean refill() {
    if (ended) {
      return false;
    }
    Interruption.check(); // this stream itself does not mind interrupts
    System.arraycopy(chunk, next, chunk, 0, end - next);
    end -= next;
    next = 0;
    try {
      var read = in.read(chunk, end, CHUNK - end);
      ended = read < 0;
      end += Math.max(0, read);
      return !ended;
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private void append(byte value) {
    if (length == line.length) {
      if (length == MAX_LINE_BYTES) {
        throw mistake(
            number + 1,
            "is longer than 16 MB: lines of data are far shorter, so this is some other file.");
      }
      line = Arrays.copyOf(line, Math.min(2 * length, MAX_LINE_BYTES));
    }
    line[length++] = value;
  }

  private String decoded() {
    number++;
    var start = number == 1 && startsWithMark() ? 3 : 0;
    var text = new String(line, start, length - start, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      refuseMalformed(start);
    }
    if (text.indexOf('\0') >= 0) {
      throw mistake("holds a NUL byte: the file is not UTF-8 text" + hint());
    }
    return text;
  }

  private boolean startsWithMark() {
    return length >= 3
        && line[0] == (byte) 0xEF
        && line[1] == (byte) 0xBB
        && line[2] == (byte) 0xBF;
  }

  /** Java's quick decoder replaces what it cannot read; find out whether it did. */
  private void refuseMalformed(int start) {
    var bytes = ByteBuffer.wrap(line, start, length - start);
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes);
    } catch (CharacterCodingException e) {
      throw mistake(
          "byte %d of the line (0x%02X) is not UTF-8: save the file in UTF-8%s"
              .formatted(bytes.position() + 1, line[bytes.position()], hint()));
    }
  }

  private String hint() {
    var first = length == 0 ? 0 : line[0] & 0xFF;
    var second = length < 2 ? 0 : line[1] & 0xFF;
    if (number == 1 && (first == 0xFF && second == 0xFE || first == 0xFE && second == 0xFF)) {
      return " (it seems to be UTF-16).";
    }
    if (number == 1 && first == 0x1F && second == 0x8B) {
      return " (it seems to be compressed: unpack it).";
    }
    return ".";
  }

  private static UserException unreadable(String source, IOException e) {
    return new UserException(source + " cannot be read: " + IoReason.of(e) + ".", e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }
}
