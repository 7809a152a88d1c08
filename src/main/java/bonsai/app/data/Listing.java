package bonsai.app.data;

import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.collections.ObservableListBase;

/**
 * What the table shows: some sentences of a split. A row becomes an object when it comes into view.
 */
final class Listing {
  private final OpenCorpus open;
  private final Split split;
  private final Query query;
  private final int[] numbers;
  private final Rows rows = new Rows();

  /**
   * @param numbers the sentences' indexes in the split, in the order to show them
   */
  Listing(OpenCorpus open, Split split, Query query, int[] numbers) {
    this.open = open;
    this.split = split;
    this.query = query;
    this.numbers = numbers;
  }

  OpenCorpus open() {
    return open;
  }

  Split split() {
    return split;
  }

  /** What was asked for. */
  Query query() {
    return query;
  }

  SplitIndex index() {
    return open.index(split);
  }

  Rows rows() {
    return rows;
  }

  int size() {
    return numbers.length;
  }

  /** The sentence's index in the split. */
  int number(int row) {
    return numbers[row];
  }

  /** The row of a sentence, if it is listed. */
  OptionalInt rowOf(int number) {
    if (query.order().equals(Query.Order.OF_THE_FILE)) {
      var row = Arrays.binarySearch(numbers, number);
      return row < 0 ? OptionalInt.empty() : OptionalInt.of(row);
    }
    for (var row = 0; row < numbers.length; row++) {
      if (numbers[row] == number) {
        return OptionalInt.of(row);
      }
    }
    return OptionalInt.empty();
  }

  /** A sentence as a row of the table; equal only to itself in the same listing. */
  record Row(Listing listing, int number) {
    Sentence sentence() {
      return listing.index().sentence(number);
    }

    int words() {
      return listing.index().words(number);
    }

    int entities() {
      return listing.index().entities(number);
    }

    boolean hasProblem() {
      return listing.index().hasProblem(number);
    }
  }

  /** A list that never changes; compared by identity, since it may hold a million rows. */
  final class Rows extends ObservableListBase<Row> {
    private Rows() {}

    @Override
    public Row get(int row) {
      return new Row(Listing.this, numbers[row]);
    }

    @Override
    public int size() {
      return numbers.length;
    }

    @Override
    public int indexOf(Object object) {
      return Optional.ofNullable(object)
          .filter(Row.class::isInstance)
          .map(Row.class::cast)
          .filter(row -> row.listing() == Listing.this)
          .map(row -> rowOf(row.number()).orElse(-1))
          .orElse(-1);
    }

    @Override
    public int lastIndexOf(Object object) {
      return indexOf(object);
    }

    @Override
    public boolean contains(Object object) {
      return indexOf(object) >= 0;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
