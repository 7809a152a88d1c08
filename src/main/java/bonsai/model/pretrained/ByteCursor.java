package bonsai.model.pretrained;

import java.util.Arrays;

/**
 * Reads the number formats that LevelDB and Protocol Buffers share, and never beyond its end.
 *
 * <p>Every method throws {@link Malformed} where the bytes are not what they should be.
 */
final class ByteCursor {
  /** The bytes are not what the format says; the message is a clause about them. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  private final byte[] bytes;
  private final int end;
  private int at;

  ByteCursor(byte[] bytes, int from, int to) {
    if (from < 0 || from > to || to > bytes.length) {
      throw new Malformed("a piece lies outside of the file");
    }
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  ByteCursor(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  boolean hasMore() {
    return at < end;
  }

  /** A base-128 varint of up to 64 bits (protobuf.dev, "Encoding"). */
  long varint() {
    var value = 0L;
    for (var shift = 0; shift < 63; shift += 7) {
      var next = next();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    var last = next();
    if (last > 1) {
      throw new Malformed("a number is beyond 64 bits");
    }
    return value | (long) last << 63;
  }

  /** A varint that is a length, an index or a count. */
  int smallVarint() {
    var value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new Malformed("a length of " + Long.toUnsignedString(value) + " is too large");
    }
    return (int) value;
  }

  /** A little-endian unsigned number of four bytes, as a signed int. */
  int fixed32() {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  byte[] take(int length) {
    var from = at;
    skip(length);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** A cursor over the next bytes, which this one steps over. */
  ByteCursor sub(int length) {
    var from = at;
    skip(length);
    return new ByteCursor(bytes, from, at);
  }

  void skip(int length) {
    if (length < 0 || length > end - at) {
      throw new Malformed("it breaks off");
    }
    at += length;
  }

  /** Steps over a Protocol Buffers field whose tag was just read. */
  void skipField(int wireType) {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> skip(8);
      case 2 -> skip(smallVarint());
      case 5 -> skip(4);
      default -> throw new Malformed("a field has the unknown wire type " + wireType);
    }
  }

  private int next() {
    if (at >= end) {
      throw new Malformed("it breaks off");
    }
    return bytes[at++] & 0xff;
  }
}
