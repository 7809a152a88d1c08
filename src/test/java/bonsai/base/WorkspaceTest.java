package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir private Path folder;

  @Test
  void theOneAskedForComesFirstThenBonsaiHomeThenTheHomeOfTheShell() {
    var both = Map.of("BONSAI_HOME", folder.resolve("b").toString(), "HOME", folder.toString());

    assertThat(Workspace.of(Optional.of(folder.resolve("a")), both).root())
        .isEqualTo(folder.resolve("a"));
    assertThat(Workspace.of(Optional.empty(), both).root()).isEqualTo(folder.resolve("b"));
    assertThat(Workspace.of(Optional.empty(), Map.of("HOME", folder.toString())).root())
        .isEqualTo(folder.resolve(".bonsai"));
  }

  @Test
  void aVariableThatHoldsNoPathIsNamed() {
    assertThatThrownBy(() -> Workspace.of(Optional.empty(), Map.of("BONSAI_HOME", "a\0b")))
        .isInstanceOf(UserException.class)
        .hasMessage("The variable BONSAI_HOME does not hold a path: Nul character not allowed.");
  }

  @Test
  void aFolderThatCannotBeMadeIsSaidWithItsReason() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    var inside = file.resolve("inside");

    assertThatThrownBy(() -> new Workspace(file).runs())
        .isInstanceOf(UserException.class)
        .hasMessage("The workspace " + file + " is a file: name a folder.");
    assertThatThrownBy(() -> new Workspace(inside).runs())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The workspace folder " + inside.resolve("runs") + " cannot be made: Not a directory.");
  }

  @Test
  void anEmptyVariableIsAsGoodAsNone() {
    var empty = Map.of("BONSAI_HOME", "", "HOME", folder.toString());

    assertThat(Workspace.of(Optional.empty(), empty).root()).isEqualTo(folder.resolve(".bonsai"));
  }

  @Test
  void withoutAnyOfThemItLiesInTheAccountsFolder() {
    assertThat(Workspace.of(Optional.empty(), Map.of("HOME", "")).root())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".bonsai").toAbsolutePath());
  }
}
