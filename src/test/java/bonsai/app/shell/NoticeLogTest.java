package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.kit.Notices.Notice;
import bonsai.app.shell.NoticeLog.Entry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was told, to be read later. */
final class NoticeLogTest {
  private final NoticeLog log =
      new NoticeLog(Clock.fixed(Instant.parse("2026-11-23T21:04:00Z"), ZoneOffset.UTC));

  private List<String> texts() {
    return log.entries().stream().map(entry -> entry.notice().text()).toList();
  }

  private static Notice notice(String text) {
    return new Notice(Notice.Kind.ERROR, text, Optional.empty());
  }

  @Test
  void theNewestComesFirstWithItsTime() {
    log.info("first");
    log.info("second");

    assertThat(texts()).containsExactly("second", "first");
    assertThat(log.entries().getFirst().time()).isEqualTo("2026-11-23T21:04:00Z");
    assertThat(log.unreadProperty().get()).isEqualTo(2);
  }

  @Test
  void whatIsToldTwiceInARowIsOneEntryThatKeepsItsButton() {
    log.show(notice("It broke.").with("Show log", () -> {}));
    log.show(notice("It broke."));

    assertThat(texts()).containsExactly("It broke.");
    assertThat(NoticeLog.possible(log.entries().getFirst())).isPresent();
    assertThat(log.unreadProperty().get()).isOne();
  }

  @Test
  void whatIsToldAgainAfterSomethingElseIsTwoEntries() {
    log.error("It broke.");
    log.info("It was saved.");
    log.error("It broke.");

    assertThat(texts()).containsExactly("It broke.", "It was saved.", "It broke.");
    assertThat(log.unreadProperty().get()).isEqualTo(3);
  }

  @Test
  void aNoticeThatSomebodyPutAwayIsRead() {
    log.error("It broke.");
    log.info("It was saved.");

    log.read(log.entries().getLast());

    assertThat(log.unreadProperty().get()).isOne();
    log.readAll();
    assertThat(log.unreadProperty().get()).isZero();
    assertThat(texts()).hasSize(2);
  }

  @Test
  void aButtonWithNothingLeftToDoIsNotOffered() {
    log.show(notice("It is deleted.").with("Undo", () -> {}, () -> false));

    assertThat(log.entries()).extracting(NoticeLog::possible).containsExactly(Optional.empty());
  }

  @Test
  void theOldestAreForgotten() {
    for (var i = 0; i < 1_000; i++) {
      log.info("notice " + i);
    }

    assertThat(log.entries())
        .hasSize(200)
        .extracting(Entry::notice)
        .extracting(Notice::text)
        .startsWith("notice 999")
        .endsWith("notice 800");
    assertThat(log.unreadProperty().get()).isEqualTo(200);
  }
}
