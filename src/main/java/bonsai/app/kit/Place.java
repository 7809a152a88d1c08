package bonsai.app.kit;

import java.util.Optional;
import java.util.function.Supplier;
import org.kordamp.ikonli.Ikon;

/**
 * One place of the navigation rail. Its panel is made when it is first asked for: to make all of
 * them would nearly double the time until the window can be used. All methods are called on the
 * toolkit's thread.
 */
public final class Place<P extends Panel> implements AutoCloseable {
  private final String title;
  private final Ikon icon;
  private final Supplier<P> maker;
  private Optional<P> made = Optional.empty();

  /**
   * Describes a place.
   *
   * @param title the name in the rail: one word
   * @param maker makes the panel, once
   */
  public Place(String title, Ikon icon, Supplier<P> maker) {
    this.title = title;
    this.icon = icon;
    this.maker = maker;
  }

  public String title() {
    return title;
  }

  public Ikon icon() {
    return icon;
  }

  /** The panel: the same at every call. */
  public P panel() {
    if (made.isEmpty()) {
      made = Optional.of(maker.get());
    }
    return made.get();
  }

  public boolean isMade() {
    return made.isPresent();
  }

  /** Closes the panel, if there is one. */
  @Override
  public void close() {
    made.ifPresent(Panel::close);
  }
}
