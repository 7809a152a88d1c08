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
   * @throws UserException if a word or tag cannot stand in a column file, or the file cannot be
   *     written
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
   * @throws UserException if a word or tag cannot stand in a column file
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

  /**
   * Lets sentences pass that can be written.
   *
   * @throws UserException if a word or tag cannot stand in a column file
   */
  public static void check(List<Sentence> sentences) {
    for (int i = 0; i < sentences.size(); i++) {
      for (var word : sentences.get(i).words()) {
        require(isWord(word), "word", word, i);
      }
      for (var tag : sentences.get(i).tags()) {
        require(TagScheme.isTag(tag) && tag.indexOf(' ') < 0, "tag", tag, i);
      }
    }
  }

  private static void require(boolean fits, String what, String text, int sentence) {
    if (!fits) {
      throw new UserException(
          "The %s '%s' of sentence %d cannot stand in a column file."
              .formatted(what, Texts.shortened(text), sentence));
    }
  }

  private static void write(Writer writer, List<Sentence> sentences) throws IOException {
    check(sentences);
    for (var sentence : sentences) {
      for (int i = 0; i < sentence.size(); i++) {
        writer
            .append(sentence.words().get(i))
            .append('\t')
            .append(sentence.tags().get(i))
            .append('\n');
      }
      writer.append('\n');
    }
  }

  /** Whether the reader would find the same word in the row. */
  private static boolean isWord(String word) {
    return !word.equals(ColumnFile.DOCUMENT)
        && !word.startsWith("\uFEFF")
        && !word.startsWith(" ")
        && !word.endsWith(" ")
        && word.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r' || c == 0);
  }
}
