package bonsai.ner;

import bonsai.base.Setting;
import bonsai.base.UserException;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Text without tags for a stage that learns from a teacher, as a run's spec names it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Unlabelled(
    @Setting(
            label = "Texts",
            help = "Text files, or folders of them; separate several with commas.")
        List<Path> paths,
    @Setting(
            label = "Layout",
            help =
                "A sentence a line with its words parted, a paragraph a line, or a word a line; empty to find out for each file.")
        Optional<TextLayout> layout,
    @Setting(
            label = "Proportion",
            help = "Unlabelled windows in an epoch for each one of the training split.",
            initial = "1.0",
            min = 0.01,
            max = 1000)
        double proportion,
    @Setting(
            label = "At most",
            help = "Use so many sentences, drawn by the run's seed; empty for all.",
            unit = "sentences",
            min = 1)
        OptionalLong sentences) {
  public Unlabelled {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new UserException("paths is empty: name a text file or a folder of text files.");
    }
  }

  /** The same with relative paths taken from a folder. */
  public Unlabelled resolvedAgainst(Path folder) {
    return new Unlabelled(
        paths.stream().map(path -> folder.resolve(path).normalize()).toList(),
        layout,
        proportion,
        sentences);
  }

  /**
   * The size of its files, told without reading them.
   *
   * @throws UserException if a file is missing or a folder unreadable
   */
  public long bytes() {
    return TextReader.bytes(paths);
  }

  /** So many of the sentences there are, as far as they are used. */
  public long most(long there) {
    return Math.min(there, sentences.orElse(Long.MAX_VALUE));
  }

  /**
   * Reads the text, and draws from it if it has more sentences than asked for.
   *
   * @throws UserException if a file is missing, unreadable or no UTF-8 text, or if there are no
   *     sentences
   */
  public UnlabelledText read(long seed) {
    var text = UnlabelledText.read(paths, layout);
    return sentences.isPresent() ? text.sample(sentences.getAsLong(), seed) : text;
  }
}
