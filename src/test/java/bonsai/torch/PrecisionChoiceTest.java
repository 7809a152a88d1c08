package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Machine;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TorchTest
final class PrecisionChoiceTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  @TempDir private Path folder;

  private PrecisionChoice choose(String asked) {
    return PrecisionChoice.of(asked, TORCH, new Workspace(folder));
  }

  @Test
  void whatIsAskedForIsTakenWithoutTiming() {
    assertThat(choose("bfloat16"))
        .isEqualTo(new PrecisionChoice(Precision.BFLOAT16, "bfloat16 was asked for."));
    assertThat(choose("float32").precision()).isEqualTo(Precision.FLOAT32);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void autoTimesOnceAndRemembers() throws IOException {
    var first = choose("auto");
    var file = remembered();
    var text = Files.readString(file);
    assertThat(text).contains(Machine.here().processor());
    assertThat(first.reason()).startsWith(first.precision().label() + " was chosen").endsWith(".");

    Files.writeString(file, text.replaceAll("(\"bfloat16\" : )[0-9.E]+", "$1123456"));
    assertThat(choose("auto").precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(choose("auto").reason()).contains("bfloat16 products reach 123456 GFLOP/s");

    Files.writeString(file, text.replaceAll("(\"bfloat16\" : )[0-9.E]+", "$11"));
    assertThat(choose("auto").precision()).isEqualTo(Precision.FLOAT32);
  }

  @Test
  void whatCannotBeReadOrIsOfAnotherMachineIsTimedAgain() throws IOException {
    choose("auto");
    var file = remembered();
    var text = Files.readString(file);
    for (var useless : new String[] {"{", text.replace("PyTorch", "Another")}) {
      Files.writeString(file, useless.replaceAll("(\"bfloat16\" : )[0-9.E]+", "$1123456"));
      assertThat(choose("auto").reason()).doesNotContain("123456");
      assertThat(file).content().doesNotContain("123456").contains("PyTorch");
    }
  }

  @Test
  void aTimingThatCannotBeRememberedIsUsedAllTheSame() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    var choice = PrecisionChoice.of("auto", TORCH, new Workspace(file));

    assertThat(choice.reason()).startsWith(choice.precision().label() + " was chosen");
    assertThat(file).isEmptyFile();
  }

  @Test
  void anUnknownPrecisionIsNamed() {
    assertThatThrownBy(() -> choose("half"))
        .isInstanceOf(UserException.class)
        .hasMessage("'half' is not a precision: use auto, float32, bfloat16 or int8.");
  }

  private Path remembered() throws IOException {
    try (var files = Files.list(folder.resolve("cache"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
