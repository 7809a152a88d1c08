package bonsai.app.shell;

import bonsai.app.kit.Notices;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * All that this window has told, the newest first: what comes while nobody is there is found later.
 * What is told twice in a row is one entry, of the later time.
 */
final class NoticeLog implements Notices {
  /** Nobody reads more. */
  private static final int MOST = 200;

  /** A notice, and when it was shown. */
  record Entry(ZonedDateTime time, Notice notice) {}

  private final Clock clock;
  private final ObservableList<Entry> entries = FXCollections.observableArrayList();
  private final ObservableList<Entry> view = FXCollections.unmodifiableObservableList(entries);
  private final Set<Entry> unread = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ReadOnlyIntegerWrapper unreadCount = new ReadOnlyIntegerWrapper();

  NoticeLog(Clock clock) {
    this.clock = clock;
  }

  ObservableList<Entry> entries() {
    return view;
  }

  /** How many nobody has looked at. */
  ReadOnlyIntegerProperty unreadProperty() {
    return unreadCount.getReadOnlyProperty();
  }

  ZonedDateTime now() {
    return ZonedDateTime.now(clock);
  }

  @Override
  public void show(Notice notice) {
    var again = entries.stream().findFirst().filter(newest -> isSame(newest.notice(), notice));
    // A sentence that was told with a button keeps it.
    var told = notice.action().isPresent() ? notice : again.map(Entry::notice).orElse(notice);
    var entry = new Entry(now(), told);
    again.ifPresent(unread::remove);
    unread.add(entry);
    if (again.isPresent()) {
      entries.set(0, entry);
    } else {
      entries.addFirst(entry);
    }
    if (entries.size() > MOST) {
      unread.remove(entries.removeLast());
    }
    unreadCount.set(unread.size());
  }

  private static boolean isSame(Notice one, Notice other) {
    return one.kind() == other.kind() && one.text().equals(other.text());
  }

  /** Somebody has answered to a notice, or put it away. */
  void read(Entry entry) {
    unread.removeIf(each -> isSame(each.notice(), entry.notice()));
    unreadCount.set(unread.size());
  }

  /** Somebody has looked at all of them. */
  void readAll() {
    unread.clear();
    unreadCount.set(0);
  }

  /** What can still be done about a notice. */
  static Optional<Notice.Action> possible(Entry entry) {
    return entry.notice().action().filter(action -> action.possible().getAsBoolean());
  }
}
