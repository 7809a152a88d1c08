package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSourceTest {
  @TempDir private Path home;

  private static DataSource.Fetched read(String json) {
    return RecordReader.read(DataSource.Fetched.class, "the spec", json);
  }

  @Test
  void aFetchedCorpusIsNamedAsPeopleNameIt() {
    assertThat(DataSource.named("conll2003")).isEqualTo(new DataSource.Fetched("conll2003"));
    assertThat(DataSource.named("sample")).isEqualTo(new DataSource.Sample());
    assertThat(DataSource.named(home.toString())).isEqualTo(new DataSource.Folder(home));
    assertThat(read("{\"name\": \"conll2003\"}").name()).isEqualTo("conll2003");
  }

  @Test
  void aFetchedCorpusThatIsNotWholeIsNotThere() throws IOException {
    var workspace = new Workspace(home);
    Files.createDirectories(home.resolve("data/conll2003"));

    assertThatThrownBy(() -> new DataSource.Fetched("conll2003").in(workspace))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The corpus conll2003 is not in the workspace: `bonsai data fetch conll2003` brings"
                + " it.");
    assertThat(new DataSource.Sample().in(workspace)).isEqualTo(new DataSource.Sample());
  }

  @Test
  void aCorpusThatNobodyCanFetchIsRefused() {
    assertThatThrownBy(() -> new DataSource.Fetched("../conll2003"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "name '../conll2003' is not a corpus that can be fetched: use one of [conll2003].");
  }
}
