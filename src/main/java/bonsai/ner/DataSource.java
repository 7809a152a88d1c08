package bonsai.ner;

import bonsai.base.Setting;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.Optional;

/** Where a corpus comes from, as a run's spec names it in {@code "source"}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DataSource.Sample.class, name = "sample"),
  @JsonSubTypes.Type(value = DataSource.Folder.class, name = "folder"),
  @JsonSubTypes.Type(value = DataSource.Files.class, name = "files"),
  @JsonSubTypes.Type(value = DataSource.Fetched.class, name = "fetched")
})
public sealed interface DataSource {
  /** What a person means by a path: a folder, one file to train on, or {@code sample}. */
  static DataSource at(Path place) {
    if (java.nio.file.Files.isRegularFile(place)) {
      return new Files(place, Optional.empty(), Optional.empty());
    }
    return place.equals(Path.of("sample")) && !java.nio.file.Files.exists(place)
        ? new Sample()
        : new Folder(place);
  }

  /** What a person means who may also give the name of a corpus that can be fetched. */
  static DataSource named(String text) {
    var place = Path.of(text);
    return CorpusArchive.known(text).isPresent() && !java.nio.file.Files.exists(place)
        ? new Fetched(text)
        : at(place);
  }

  /**
   * The same source, a fetched corpus as the folder that it lies in.
   *
   * @throws UserException if that corpus has not been fetched
   */
  default DataSource in(Workspace workspace) {
    return this;
  }

  /** The same source with relative paths taken from a folder. */
  default DataSource resolvedAgainst(Path folder) {
    return this;
  }

  /** The corpus that comes with the program. */
  record Sample() implements DataSource {}

  /** A folder with train, valid and test files under their usual names. */
  record Folder(
      @Setting(label = "Folder", help = "Has train, valid and test files under their usual names.")
          Path path)
      implements DataSource {
    @Override
    public DataSource resolvedAgainst(Path folder) {
      return new Folder(folder.resolve(path).normalize());
    }
  }

  /** One file a split; valid and test may be missing. */
  record Files(
      @Setting(label = "Train file", help = "The sentences to learn from: columns or JSON lines.")
          Path train,
      @Setting(label = "Valid file", help = "Scored while training; may be left out.")
          Optional<Path> valid,
      @Setting(label = "Test file", help = "Scored at the end; may be left out.")
          Optional<Path> test)
      implements DataSource {
    @Override
    public DataSource resolvedAgainst(Path folder) {
      return new Files(
          folder.resolve(train).normalize(),
          valid.map(path -> folder.resolve(path).normalize()),
          test.map(path -> folder.resolve(path).normalize()));
    }
  }

  /**
   * A public corpus that {@code bonsai data fetch} put into the workspace: the same in a spec on
   * every machine.
   */
  record Fetched(
      @Setting(
              label = "Name",
              help = "A corpus that `bonsai data fetch` has put into the workspace.",
              initial = "\"conll2003\"")
          String name)
      implements DataSource {
    public Fetched {
      if (CorpusArchive.known(name).isEmpty()) {
        throw new UserException("name " + CorpusArchive.unknown(name));
      }
    }

    @Override
    public DataSource in(Workspace workspace) {
      return new Folder(
          CorpusArchive.of(name)
              .installed(workspace.data())
              .orElseThrow(
                  () ->
                      new UserException(
                          "The corpus %s is not in the workspace: `bonsai data fetch %s` brings it."
                              .formatted(name, name))));
    }
  }
}
