package bonsai.app.recipe;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** What tells, without reading it, that a corpus has changed: sizes and times of its files. */
record CorpusMark(List<String> files) {
  CorpusMark {
    files = List.copyOf(files);
  }

  static CorpusMark of(DataSource source, Workspace workspace) {
    return new CorpusMark(
        switch (source) {
          case DataSource.Sample() -> List.of();
          case DataSource.Folder(var folder) -> inside(folder);
          case DataSource.Files files ->
              Stream.concat(
                      Stream.of(files.train()),
                      Stream.of(files.valid(), files.test()).flatMap(file -> file.stream()))
                  .map(CorpusMark::mark)
                  .toList();
          case DataSource.Fetched fetched -> fetched(fetched, workspace);
        });
  }

  private static List<String> fetched(DataSource.Fetched corpus, Workspace workspace) {
    try {
      return of(corpus.in(workspace), workspace).files();
    } catch (UserException e) {
      return List.of(); // it is yet to be fetched
    }
  }

  private static List<String> inside(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().map(CorpusMark::mark).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // whoever reads it says why
    }
  }

  private static String mark(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file
          + " "
          + attributes.size()
          + "@"
          + attributes.lastModifiedTime()
          + "#"
          + attributes.fileKey();
    } catch (IOException e) {
      return file + " none";
    }
  }
}
