package bonsai.app;

import bonsai.app.kit.Dialogs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Answers every question as it was told to beforehand. */
public final class FakeDialogs implements Dialogs {
  private Optional<Path> path = Optional.empty();

  /** What the next file choosers choose. */
  public void willChoose(Path chosen) {
    path = Optional.of(chosen);
  }

  @Override
  public Optional<Path> chooseFolder(String title) {
    return path;
  }

  @Override
  public Optional<Path> chooseFile(String title, String kind, List<String> patterns) {
    return path;
  }

  @Override
  public Optional<Path> saveFile(String title, String name, String kind, List<String> patterns) {
    return path;
  }
}
