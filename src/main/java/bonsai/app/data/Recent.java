package bonsai.app.data;

import bonsai.app.kit.Preferences;
import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.ner.DataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The corpora used last, as the window remembers them; the newest first. */
public record Recent(List<DataSource> sources) {
  private static final String NAME = "data.recent";
  private static final int MOST = 8;

  public Recent {
    sources = List.copyOf(sources);
  }

  static Recent of(Preferences preferences) {
    try {
      return preferences
          .text(NAME)
          .map(text -> RecordReader.read(Recent.class, NAME, text))
          .orElse(new Recent(List.of()));
    } catch (UserException e) {
      return new Recent(List.of()); // what another version wrote, or a person: begun anew
    }
  }

  void remember(Preferences preferences) {
    preferences.set(NAME, Json.LINE.writeValueAsString(this));
  }

  Recent with(DataSource source) {
    var all = new ArrayList<>(without(source).sources);
    all.addFirst(source);
    return new Recent(all.subList(0, Math.min(MOST, all.size())));
  }

  Recent without(DataSource source) {
    return new Recent(sources.stream().filter(each -> !each.equals(source)).toList());
  }

  Optional<DataSource> newest() {
    return sources.stream().findFirst();
  }
}
