package bonsai.app.kit;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Asks with the system's file choosers and with small windows. */
public final class ToolkitDialogs implements Dialogs {
  private final Supplier<Window> owner;

  public ToolkitDialogs(Supplier<Window> owner) {
    this.owner = owner;
  }

  @Override
  public Optional<Path> chooseFolder(String title) {
    var chooser = new DirectoryChooser();
    chooser.setTitle(title);
    return Optional.ofNullable(chooser.showDialog(owner.get())).map(File::toPath);
  }

  @Override
  public Optional<Path> chooseFile(String title, String kind, List<String> patterns) {
    return Optional.ofNullable(files(title, kind, patterns).showOpenDialog(owner.get()))
        .map(File::toPath);
  }

  @Override
  public Optional<Path> saveFile(String title, String name, String kind, List<String> patterns) {
    var chooser = files(title, kind, patterns);
    chooser.setInitialFileName(name);
    return Optional.ofNullable(chooser.showSaveDialog(owner.get())).map(File::toPath);
  }

  private static FileChooser files(String title, String kind, List<String> patterns) {
    var chooser = new FileChooser();
    chooser.setTitle(title);
    chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(kind, patterns));
    return chooser;
  }
}
