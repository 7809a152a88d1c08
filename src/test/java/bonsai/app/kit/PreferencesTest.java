package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreferencesTest {
  @TempDir private Path folder;

  @Test
  void whatWasSavedIsThereTheNextTime() {
    var file = folder.resolve("made/on/the/way/window.json");
    var preferences = Preferences.read(file);
    preferences.set("panel", "Runs");
    preferences.set("window.width", 1280.5);

    preferences.save();

    assertThat(Preferences.read(file).text("panel")).contains("Runs");
    assertThat(Preferences.read(file).number("window.width")).contains(1280.5);
  }

  @Test
  void onlyWhatIsAnotherValueIsAChange() {
    var preferences = Preferences.read(folder.resolve("window.json"));
    var changes = new ArrayList<String>();
    preferences.onChange(() -> changes.add(preferences.text("panel").orElseThrow()));

    preferences.set("panel", "Runs");
    preferences.set("panel", "Runs");
    preferences.set("panel", "Data");

    assertThat(changes).containsExactly("Runs", "Data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[1]", "{\"panel\": {\"a\": 1}}", "\u0000\u0001"})
  void aDamagedFileIsAsGoodAsNoneAndIsWrittenAnew(String content) throws IOException {
    var file = folder.resolve("window.json");
    Files.writeString(file, content);

    var preferences = Preferences.read(file);
    assertThat(preferences.text("panel")).isEmpty();
    preferences.set("panel", "Data");
    preferences.save();

    assertThat(Preferences.read(file).text("panel")).contains("Data");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNoReasonToFail() throws IOException {
    Files.writeString(folder.resolve("file"), "");

    Preferences.read(folder.resolve("file/window.json")).save();

    assertThat(folder.resolve("file")).isRegularFile();
  }
}
