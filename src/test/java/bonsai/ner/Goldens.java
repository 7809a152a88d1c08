package bonsai.ner;

import bonsai.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads the golden values of {@code src/test/resources/golden}. */
final class Goldens {
  private Goldens() {}

  static <T> T read(String name, Class<T> type) {
    try (var stream = Goldens.class.getResourceAsStream("/golden/" + name)) {
      return Json.LINE.readValue(stream, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
