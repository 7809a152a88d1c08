package bonsai.run;

import bonsai.base.Json;
import bonsai.run.EventLog.Damage;
import bonsai.run.EventLog.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/**
 * A line of an event log: {@code {"seq":7,"time":"2026-11-23T10:15:30.123Z","event":{…},"crc":"…"}}
 * in UTF-8. The last field is the CRC32C, in eight hexadecimal digits, of all bytes of the line
 * before {@code ,"crc"}, so that no byte of a record can change unseen.
 *
 * @param entry the record; empty if the line is not one
 * @param bytes the line's length without its end
 */
record LogLine(Optional<Entry> entry, long bytes) {
  private static final byte[] SEQ = ascii("{\"seq\":");
  private static final byte[] TIME = ascii(",\"time\":\"");
  private static final byte[] EVENT = ascii("\",\"event\":");
  private static final byte[] CRC = ascii(",\"crc\":\"");
  private static final byte[] END = ascii("\"}");
  private static final int CRC_DIGITS = 8;
  private static final int TAIL = CRC.length + CRC_DIGITS + END.length;

  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A newer program may say more: what it adds to a known record is passed over. */
  private static final ObjectReader EVENTS =
      Json.LINE
          .readerFor(RunEvent.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The line of a record, with its end. */
  static byte[] write(long seq, Instant time, RunEvent event) {
    var line = new ByteArrayOutputStream(256);
    line.writeBytes(SEQ);
    line.writeBytes(ascii(Long.toString(seq)));
    line.writeBytes(TIME);
    line.writeBytes(ascii(TIME_FORMAT.format(time)));
    line.writeBytes(EVENT);
    line.writeBytes(Json.LINE.writeValueAsBytes(event));
    var crc = new CRC32C();
    crc.update(line.toByteArray());
    line.writeBytes(CRC);
    line.writeBytes(ascii(HexFormat.of().toHexDigits((int) crc.getValue())));
    line.writeBytes(END);
    line.write('\n');
    return line.toByteArray();
  }

  /** Reads the line in a part of an array, its end left out. */
  static LogLine read(byte[] bytes, int from, int to) {
    return new LogLine(entry(bytes, from, to), to - from);
  }

  private static Optional<Entry> entry(byte[] bytes, int from, int to) {
    var payloadEnd = to - TAIL;
    if (payloadEnd < from
        || !has(bytes, payloadEnd, to, CRC)
        || !has(bytes, to - END.length, to, END)
        || !has(bytes, from, payloadEnd, SEQ)) {
      return Optional.empty();
    }
    var crc = new CRC32C();
    crc.update(bytes, from, payloadEnd - from);
    var digits =
        new String(bytes, to - END.length - CRC_DIGITS, CRC_DIGITS, StandardCharsets.US_ASCII);
    if (!HexFormat.of().toHexDigits((int) crc.getValue()).equals(digits)) {
      return Optional.empty();
    }
    var timeAt = from + SEQ.length;
    while (timeAt < payloadEnd && bytes[timeAt] >= '0' && bytes[timeAt] <= '9') {
      timeAt++;
    }
    var eventAt = timeAt + TIME.length;
    while (eventAt < payloadEnd && bytes[eventAt] != '"') {
      eventAt++;
    }
    if (!has(bytes, timeAt, payloadEnd, TIME) || !has(bytes, eventAt, payloadEnd, EVENT)) {
      return Optional.empty();
    }
    try {
      var seq = Long.parseLong(text(bytes, from + SEQ.length, timeAt));
      var time = Instant.parse(text(bytes, timeAt + TIME.length, eventAt));
      var payload = eventAt + EVENT.length;
      return Optional.of(
          new Entry(seq, time, EVENTS.readValue(bytes, payload, payloadEnd - payload)));
    } catch (NumberFormatException | DateTimeException | JacksonException e) {
      return Optional.empty(); // whole, but of a kind that this program does not know
    }
  }

  private static boolean has(byte[] bytes, int at, int to, byte[] expected) {
    return at >= 0
        && at + expected.length <= to
        && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /** Cuts a stream of bytes into lines, keeping an unfinished one for later. */
  static final class Splitter {
    private byte[] rest = {};

    void feed(byte[] bytes, int count, Consumer<LogLine> lines) {
      var from = 0;
      for (var i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
          if (rest.length > 0) {
            var whole = join(bytes, from, i);
            lines.accept(read(whole, 0, whole.length));
            rest = new byte[] {};
          } else {
            lines.accept(read(bytes, from, i));
          }
          from = i + 1;
        }
      }
      rest = join(bytes, from, count);
    }

    private byte[] join(byte[] bytes, int from, int to) {
      var whole = Arrays.copyOf(rest, rest.length + to - from);
      System.arraycopy(bytes, from, whole, rest.length, to - from);
      return whole;
    }

    /** What has been fed since the last end of a line. */
    LogLine rest() {
      return read(rest, 0, rest.length);
    }
  }

  /** Checks that the records of a log follow one another, and tells of those that do not. */
  static final class Order {
    private long line;
    private long nextSeq;
    private long unreadable;

    long nextSeq() {
      return nextSeq;
    }

    void check(LogLine read, Consumer<Entry> entries, Consumer<Damage> damages) {
      line++;
      if (read.entry.isEmpty()) {
        unreadable++;
        damages.accept(
            new Damage(line, "Line " + line + " of the event log is damaged and left out."));
        return;
      }
      var entry = read.entry.get();
      if (entry.seq() < nextSeq) {
        damages.accept(
            new Damage(
                line,
                "Line "
                    + line
                    + " of the event log repeats record "
                    + entry.seq()
                    + "; left out."));
        return;
      }
      var missing = entry.seq() - nextSeq - unreadable;
      if (missing > 0) {
        damages.accept(
            new Damage(
                line,
                missing
                    + (missing == 1 ? " record is" : " records are")
                    + " missing before line "
                    + line
                    + " of the event log."));
      }
      unreadable = 0;
      nextSeq = entry.seq() + 1;
      entries.accept(entry);
    }
  }
}
