package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.duckdb.HeapColumn.Bools;
import dev.tidemark.offline.duckdb.HeapColumn.Longs;
import dev.tidemark.offline.join.EventRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a history from a query with the columns of {@link HistoryColumnPlaces}, sorted by
 * key and then in the order in which they are known. What comes in another order ends the join.
 */
final class HistoryBatches implements EventRows, AutoCloseable {
  private final Batches batches;
  private final HistoryColumnPlaces places;
  private final SpineBatches spine;
  private final int fields;
  private final int[] newestOf;

  private Batch batch;

  /** What is left of the present key's rows in the batch: {@code [row, end)}. */
  private int row;

  private int end;

  /**
   * @param fields how many fields a key has
   * @param newestOf the conditions of which only the newest event matters; none when every event
   *     does
   */
  HistoryBatches(
      Batches batches, HistoryColumnPlaces places, SpineBatches spine, int fields, int[] newestOf) {
    this.batches = batches;
    this.fields = fields;
    this.places = places;
    this.spine = spine;
    this.newestOf = newestOf;
    long[] none = {};
    batch = new Batch(places, new HeapColumn[0], none, none, null, none);
  }

  /**
   * The rows of a batch.
   *
   * @param created null when no row has one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Batch(
      HistoryColumnPlaces places,
      HeapColumn[] columns,
      long[] known,
      long[] times,
      @Nullable Longs created,
      long[] positions) {
    int rows() {
      return times.length;
    }

    long createdTime(int row) {
      return created == null || created.isNull(row) ? Micros.NONE : created.values()[row];
    }

    boolean holds(int condition, int row) {
      return condition < 0 || ((Bools) columns[places.condition(condition)]).holds(row);
    }

    /** Compares rows of the same key. */
    int compare(int row, Batch other, int otherRow) {
      int order = Long.compare(known[row], other.known[otherRow]);
      if (order == 0) {
        order = Long.compare(times[row], other.times[otherRow]);
      }
      if (order == 0 && created != null) {
        order = Long.compare(createdTime(row), other.createdTime(otherRow));
      }
      return order != 0 ? order : Long.compare(positions[row], other.positions[otherRow]);
    }
  }

  @Override
  public void seek() {
    row = end;
    while (row < batch.rows() || load()) {
      int order = spine.compareKey(batch.columns, row);
      if (order > 0) {
        break;
      }
      endOfKey();
      if (order == 0) {
        return;
      }
      row = end;
    }
    end = row;
  }

  private void endOfKey() {
    HeapColumn[] columns = batch.columns;
    end = Keys.endOfSame(fields, columns, row, batch.rows());
    if (end < batch.rows()) {
      inOrder(Keys.compare(fields, columns, end - 1, columns, end));
    }
    for (int i = row + 1; i < end; i++) {
      if (batch.known[i - 1] >= batch.known[i]) {
        inOrder(batch.compare(i - 1, batch, i));
      }
    }
  }

  private static void inOrder(int comparison) {
    if (comparison > 0) {
      throw new IllegalStateException(
          "Cannot join: the history is not in the order that its files promise");
    }
  }

  /** Goes to the first row of the next batch, if there is one; no row of it is the key's yet. */
  private boolean load() {
    try {
      if (!batches.next()) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the history", e);
    }
    Batch before = batch;
    batch =
        new Batch(
            places,
            batches.columns(),
            longs(places.known()),
            longs(places.time()),
            places.created() < 0 ? null : (Longs) batches.column(places.created()),
            longs(places.position()));
    row = 0;
    end = 0;
    if (before.rows() > 0) {
      int last = before.rows() - 1;
      int order = Keys.compare(fields, before.columns, last, batch.columns, 0);
      inOrder(order == 0 ? before.compare(last, batch, 0) : order);
    }
    return true;
  }

  private long[] longs(int place) {
    return ((Longs) batches.column(place)).values();
  }

  @Override
  public void upTo(long time, Taker taker) {
    while (has(time)) {
      int from = row;
      while (row < end && batch.known[row] <= time) {
        row++;
      }
      give(from, row, taker);
    }
  }

  /** Whether the key has an event that is known at a time and was not given yet. */
  boolean has(long time) {
    return (row < end || more()) && batch.known[row] <= time;
  }

  /** Goes on to the key's rows in the next batch, if it has any there. */
  private boolean more() {
    if (end == 0 || end < batch.rows()) {
      return false;
    }
    Batch before = batch;
    if (!load() || Keys.compare(fields, before.columns, before.rows() - 1, batch.columns, 0) != 0) {
      return false;
    }
    endOfKey();
    return true;
  }

  private void give(int from, int to, Taker taker) {
    if (newestOf.length == 0) {
      for (int i = from; i < to; i++) {
        taker.take(new Row(batch, i), batch.known[i]);
      }
    }
    for (int condition : newestOf) {
      int newest = to - 1;
      while (newest >= from && !batch.holds(condition, newest)) {
        newest--;
      }
      if (newest >= from) {
        taker.take(new Row(batch, newest), batch.known[newest]);
      }
    }
  }

  /** Gives the next event, of which there is one. */
  void giveNext(Taker taker) {
    taker.take(new Row(batch, row), batch.known[row]);
    row++;
  }

  /** Which of two streams' next events of the same key comes first. */
  int compare(HistoryBatches other) {
    return batch.compare(row, other.batch, other.row);
  }

  /** A row of a batch, which lives as long as any of them is spoken of. */
  record Row(Batch batch, int row) implements Event {
    @Override
    public long eventTime() {
      return batch.times[row];
    }

    @Override
    public long createdTime() {
      return batch.createdTime(row);
    }

    @Override
    public long position() {
      return batch.positions[row];
    }

    @Override
    public boolean holds(int condition) {
      return batch.holds(condition, row);
    }

    @Override
    public @Nullable Object value(int column) {
      return in(column).get(row);
    }

    /** A column of the log's schema, in which the event is the row. */
    HeapColumn in(int column) {
      return batch.columns[batch.places.column(column)];
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    batches.close();
  }
}
