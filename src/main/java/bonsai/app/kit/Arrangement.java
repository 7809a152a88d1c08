package bonsai.app.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.InvalidationListener;
import javafx.beans.property.BooleanProperty;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** Keeps how the window was arranged by hand: dividers, columns and switches are as they were. */
public record Arrangement(Preferences preferences) {
  /**
   * Puts a pane's divider where it was left.
   *
   * @param name what its place is remembered by
   * @param otherwise where it is at first
   */
  public void place(SplitPane pane, String name, double otherwise) {
    pane.setDividerPositions(
        preferences.number(name).filter(at -> at > 0 && at < 1).orElse(otherwise));
  }

  /**
   * Remembers where a pane's divider is from now on.
   *
   * @param name what its place is remembered by, as the pane is used just then
   */
  public void follow(SplitPane pane, Supplier<String> name) {
    pane.getDividers()
        .getFirst()
        .positionProperty()
        .subscribe((before, now) -> preferences.set(name.get(), now));
  }

  /** Sets a switch as it was left, and remembers it from now on. */
  public void keep(BooleanProperty property, String name) {
    preferences.text(name).ifPresent(text -> property.set(text.equals("true")));
    property.subscribe((before, now) -> preferences.set(name, now));
  }

  /**
   * Gives a table's columns the order and the widths that they were left in, and remembers them.
   */
  public <T> void keep(TableView<T> table, String name) {
    var all = List.copyOf(table.getColumns());
    preferences
        .text(name)
        .flatMap(text -> Place.read(text, all.size()))
        .ifPresent(
            places -> {
              places.forEach(place -> all.get(place.column()).setPrefWidth(place.width()));
              table
                  .getColumns()
                  .setAll(
                      places.stream().<TableColumn<T, ?>>map(p -> all.get(p.column())).toList());
            });
    InvalidationListener changed =
        any ->
            preferences.set(
                name,
                table.getColumns().stream()
                    .map(column -> new Place(all.indexOf(column), column.getWidth()).text())
                    .collect(Collectors.joining(" ")));
    all.forEach(column -> column.widthProperty().addListener(changed));
    table.getColumns().addListener(changed);
  }

  /** A column by its number at first, and how wide it is. */
  private record Place(int column, double width) {
    String text() {
      return column + ":" + Math.round(width);
    }

    /** The columns in their order; empty where another program's table had others. */
    static Optional<List<Place>> read(String text, int columns) {
      var places = new ArrayList<Place>();
      for (var part : text.split(" ")) {
        if (!part.matches("[0-9]{1,3}:[0-9]{1,5}")) {
          return Optional.empty();
        }
        var numbers = Arrays.stream(part.split(":")).mapToInt(Integer::parseInt).toArray();
        places.add(new Place(numbers[0], numbers[1]));
      }
      var found = places.stream().mapToInt(Place::column).sorted().toArray();
      return found.length == columns
              && Arrays.stream(found).distinct().count() == columns
              && found[columns - 1] == columns - 1
          ? Optional.of(places)
          : Optional.empty();
    }
  }
}
