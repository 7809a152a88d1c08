package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheCommandTest {
  @TempDir Path home;

  private Path kept(String name, int bytes, Duration ago) throws IOException {
    var folder = Files.createDirectories(new Workspace(home).teacherOutputs().resolve(name));
    var file = Files.write(folder.resolve("outputs.bin"), new byte[bytes]);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    return folder;
  }

  private Outcome cache(String... arguments) {
    var all = new String[arguments.length + 3];
    all[0] = "cache";
    all[1] = "--workspace";
    all[2] = home.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Outcome.of(all);
  }

  @Test
  void whatIsKeptIsListedTheLeastLatelyUsedFirst() throws IOException {
    kept("b", 30_000_000, Duration.ofMinutes(2));
    kept("a", 20_000_000, Duration.ofHours(3));

    assertThat(cache().lines())
        .containsExactly(
            "a  20 MB  used 3 h 00 min ago",
            "b  30 MB  used 2 min 00 s ago",
            "50 MB in all; --clear deletes them");
  }

  @Test
  void nothingKeptIsSaid() {
    assertThat(cache().err()).contains("No teachers' outputs are kept.");
  }

  @Test
  void whatNoRunHasOpenedForSomeDaysIsDeleted() throws IOException {
    var old = kept("old", 10, Duration.ofDays(8));
    var fresh = kept("fresh", 10, Duration.ofDays(6));

    var told = cache("--clear", "--unused-for", "7");

    assertThat(told.out()).startsWith("Deleted old ");
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void whatARunIsFillingStays() throws IOException {
    var busy = kept("busy", 10, Duration.ofDays(8));
    try (var channel =
        FileChannel.open(
            busy.resolve("filling.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();

      cache("--clear");

      assertThat(busy.resolve("outputs.bin")).exists();
    }
  }

  @Test
  void daysAreForClearingAlone() {
    assertThat(cache("--unused-for", "7").exitCode()).isEqualTo(2);
  }
}
