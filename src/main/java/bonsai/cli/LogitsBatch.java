package bonsai.cli;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.torch.Network;
import bonsai.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The input of {@code bonsai logits}.
 *
 * @param ids piece ids, [row][piece]; all rows of one length
 * @param mask 1 on pieces, 0 on padding; same shape
 */
record LogitsBatch(long[][] ids, long[][] mask) {
  private static final String IDS = "input_ids";

  /** The most padded pieces computed at once. */
  private static final int PIECES_AT_ONCE = 4096;

  /**
   * Reads a JSON object with {@code input_ids} and, if some are padding, {@code attention_mask};
   * fields that do not matter are passed over.
   *
   * @throws UserException naming the file and the place that the model cannot take
   */
  static LogitsBatch read(Path file, BertConfig config) {
    var reader = new Reader(file, json(file));
    var ids = reader.rows(IDS, config.vocabSize());
    if (ids[0].length > config.maxPositionEmbeddings()) {
      throw reader.wrong(
          "the rows of %s have %d pieces, and the model takes at most %d",
          IDS, ids[0].length, config.maxPositionEmbeddings());
    }
    var mask = reader.has("attention_mask") ? reader.rowsLike(ids, "attention_mask", 2) : ones(ids);
    if (reader.has("token_type_ids")) {
      reader.rowsLike(ids, "token_type_ids", 1); // a tagger knows one segment, the first
    }
    return new LogitsBatch(ids, mask);
  }

  /** The logits, [row][piece][label]; those on padding mean nothing. */
  float[][][] logits(Torch torch, Network network) {
    var length = ids[0].length;
    var rowsAtOnce = Math.max(1, PIECES_AT_ONCE / length);
    var logits = new float[ids.length][length][];
    for (var from = 0; from < ids.length; from += rowsAtOnce) {
      var to = Math.min(ids.length, from + rowsAtOnce);
      try (var scope = torch.scope()) {
        var computed =
            network.logits(
                scope,
                scope.longs(flat(ids, from, to), to - from, length),
                scope.longs(flat(mask, from, to), to - from, length));
        var labels = Math.toIntExact(computed.shape()[2]);
        var values = computed.toFloats();
        for (int row = from, at = 0; row < to; row++) {
          for (var piece = 0; piece < length; piece++, at += labels) {
            logits[row][piece] = Arrays.copyOfRange(values, at, at + labels);
          }
        }
      }
    }
    return logits;
  }

  private static long[] flat(long[][] rows, int from, int to) {
    return Arrays.stream(rows, from, to).flatMapToLong(Arrays::stream).toArray();
  }

  private static long[][] ones(long[][] like) {
    var ones = new long[like.length][like[0].length];
    for (var row : ones) {
      Arrays.fill(row, 1);
    }
    return ones;
  }

  private static JsonNode json(Path file) {
    try {
      return Json.LINE.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new UserException("The file " + file + " does not exist.", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    } catch (JacksonException e) {
      throw new UserException(file + " is not proper JSON: " + e.getOriginalMessage() + ".", e);
    }
  }

  private record Reader(Path file, JsonNode root) {
    boolean has(String field) {
      return root.hasNonNull(field);
    }

    /** A list of lists of one length, at least one number, each below a limit. */
    long[][] rows(String field, int limit) {
      var node = root.path(field);
      if (!node.isArray() || node.isEmpty() || !node.get(0).isArray() || node.get(0).isEmpty()) {
        throw wrong("%s must be a list of lists of numbers, with at least one number", field);
      }
      var rows = new long[node.size()][];
      for (var row = 0; row < rows.length; row++) {
        rows[row] = row(field, row, node.get(row), limit);
        if (rows[row].length != rows[0].length) {
          throw wrong(
              "%s[%d] has %d numbers and %s[0] has %d; pad them to one length",
              field, row, rows[row].length, field, rows[0].length);
        }
      }
      return rows;
    }

    long[][] rowsLike(long[][] other, String field, int limit) {
      var rows = rows(field, limit);
      if (rows.length != other.length || rows[0].length != other[0].length) {
        throw wrong(
            "%s is %d rows of %d numbers and %s %d of %d; they must be alike",
            field, rows.length, rows[0].length, IDS, other.length, other[0].length);
      }
      return rows;
    }

    private long[] row(String field, int row, JsonNode node, int limit) {
      if (!node.isArray()) {
        throw wrong("%s[%d] must be a list of numbers", field, row);
      }
      var numbers = new long[node.size()];
      for (var i = 0; i < numbers.length; i++) {
        var number = node.get(i);
        if (!number.isIntegralNumber()
            || !number.canConvertToInt()
            || number.asInt() < 0
            || number.asInt() >= limit) {
          throw wrong(
              "%s[%d][%d] is %s, and the model takes 0 to %d here",
              field, row, i, number, limit - 1);
        }
        numbers[i] = number.asInt();
      }
      return numbers;
    }

    UserException wrong(String text, Object... values) {
      return new UserException(file + ": " + text.formatted(values) + ".");
    }
  }
}
