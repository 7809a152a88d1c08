package bonsai.ner;

import bonsai.base.AtomicFile;
import bonsai.base.UserException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes what {@link ColumnFile} reads: a word and its tag a line, parted by a tab. */
public final class ColumnWriter {
  private ColumnWriter() {}

  /**
   * Writes a file, replacing what is there.
   *
   * @param sentences with tags in any scheme; they are written as they are
   * @throws UserException if a word cannot stand in a column file, or the file cannot be written
   */
  public static void write(Path file, List<Sentence> sentences) {
    AtomicFile.write(
        file,
        channel -> {
          var writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
          write(writer, sentences);
          writer.flush();
        });
  }

  /**
   * The same as text.
   *
   * @throws UserException if a word cannot stand in a column file
   */
  public static String text(List<Sentence> sentences) {
    var writer = new StringWriter();
    try {
      write(writer, sentences);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }

  private static void write(Writer writer, List<Sentence> sentences) throws IOException {
    for (int i = 0; i < sentences.size(); i++) {
      write(writer, i, sentences.get(i));
    }
  }

  private static void write(Writer writer, int index, Sentence sentence) throws IOException {
    for (int i = 0; i < sentence.size(); i++) {
      var word = sentence.words().get(i);
      if (!fits(word)) {
        throw new UserException(
            "The word '%s' of sentence %d cannot stand in a column file."
                .formatted(Texts.shortened(word), index));
      }
      writer.append(word).append('\t').append(sentence.tags().get(i)).append('\n');
    }
    writer.append('\n');
  }

  /** Whether the reader would find the same word in the row. */
  private static boolean fits(String word) {
    return !word.equals(ColumnFile.DOCUMENT)
        && !word.startsWith("\uFEFF")
        && !word.startsWith(" ")
        && !word.endsWith(" ")
        && word.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r' || c == 0);
  }
}
