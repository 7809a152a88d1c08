package bonsai.app;

import bonsai.app.kit.Dialogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers every question as it was told to beforehand, and notes what was asked. */
public final class FakeDialogs implements Dialogs {
  private final List<String> asked = new ArrayList<>();
  private Optional<Path> path = Optional.empty();
  private Optional<String> text = Optional.empty();
  private boolean yes = true;

  /** What the next file choosers choose. */
  public void willChoose(Path chosen) {
    path = Optional.of(chosen);
  }

  /** What is typed into the next questions. */
  public void willType(String typed) {
    text = Optional.of(typed);
  }

  public void willConfirm(boolean answer) {
    yes = answer;
  }

  /** The titles and questions so far. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public Optional<Path> chooseFolder(String title) {
    asked.add(title);
    return path;
  }

  @Override
  public Optional<Path> chooseFile(String title, String kind, List<String> patterns) {
    asked.add(title);
    return path;
  }

  @Override
  public Optional<Path> saveFile(String title, String name, String kind, List<String> patterns) {
    asked.add(title);
    return path;
  }

  @Override
  public boolean confirm(String question, String verb) {
    asked.add(question);
    return yes;
  }

  @Override
  public Optional<String> ask(String question, String initial) {
    asked.add(question);
    return text;
  }
}
