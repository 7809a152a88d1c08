package bonsai.run;

import bonsai.base.RecordReader;
import bonsai.base.Setting;
import bonsai.base.Settings;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A spec that comes with the program, to begin with. Presets are JSON resources listed in an index:
 * a new one needs no code.
 *
 * @param group what lists put it under
 * @param title what lists call it
 * @param about one sentence
 * @param keepsData whether it is meant for whatever corpus is at hand
 */
public record Preset(Group group, String title, String about, boolean keepsData, RunSpec spec) {
  private static final String FOLDER = "/bonsai/run/presets/";

  /** What presets are for. */
  public enum Group {
    BEGIN("To begin with"),
    TECHNIQUES("One technique"),
    WHOLE_RECIPES("Whole recipes under 20M");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** What lists call it. */
    public String title() {
      return title;
    }

    /** The name in the index. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  /** The index. */
  public record Index(List<Entry> presets) {}

  /** A line of the index. */
  public record Entry(
      String file,
      Group group,
      String title,
      String about,
      @Setting(
              label = "Keeps data",
              help = "Leave the corpus that is chosen already.",
              initial = "false")
          boolean keepsData) {}

  /** All of them, in the order they are offered. */
  public static List<Preset> all() {
    return RecordReader.read(Index.class, "index.json", text("index.json")).presets().stream()
        .map(
            entry ->
                new Preset(
                    entry.group(),
                    entry.title(),
                    entry.about(),
                    entry.keepsData(),
                    spec(entry.file())))
        .toList();
  }

  /** What {@code bonsai demo} trains: a tiny BERT on the sample, in about two minutes. */
  public static RunSpec tiny() {
    return spec("tiny-on-the-sample.json");
  }

  private static RunSpec spec(String file) {
    return RecordReader.read(RunSpec.class, file, text(file));
  }

  private static String text(String file) {
    try (var in = Preset.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + FOLDER + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
