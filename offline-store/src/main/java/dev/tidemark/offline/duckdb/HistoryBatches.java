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

/** The events of a history from a query with the columns of {@link HistoryColumnPlaces}. */
final class HistoryBatches implements EventRows, AutoCloseable {
  private final Batches batches;
  private final HistoryColumnPlaces places;
  private final SpineBatches spine;
  private final int fields;

  private Batch batch = new Batch(new HeapColumn[0], new long[0], new long[0], null, new long[0]);
  private int row = -1;

  /**
   * @param fields how many fields a key has
   */
  HistoryBatches(Batches batches, HistoryColumnPlaces places, SpineBatches spine, int fields) {
    this.batches = batches;
    this.fields = fields;
    this.places = places;
    this.spine = spine;
  }

  /**
   * The rows of a batch.
   *
   * @param created null when no row has one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Batch(
      HeapColumn[] columns, long[] known, long[] times, @Nullable Longs created, long[] positions) {
    long createdTime(int row) {
      return created == null || created.isNull(row) ? Micros.NONE : created.values()[row];
    }
  }

  @Override
  public boolean next() {
    Batch before = batch;
    int rowBefore = row;
    row++;
    if (row == batch.times.length && !load()) {
      return false;
    }
    if (rowBefore >= 0 && compare(batch, row, before, rowBefore) < 0) {
      throw new IllegalStateException(
          "Cannot join: the history is not in the order that its files promise");
    }
    return true;
  }

  private boolean load() {
    try {
      if (!batches.next()) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the history", e);
    }
    batch =
        new Batch(
            batches.columns(),
            longs(places.known()),
            longs(places.time()),
            places.created() < 0 ? null : (Longs) batches.column(places.created()),
            longs(places.position()));
    row = 0;
    return true;
  }

  private long[] longs(int place) {
    return ((Longs) batches.column(place)).values();
  }

  /** Which of two streams' present events comes first. */
  int compare(HistoryBatches other) {
    return compare(batch, row, other.batch, other.row);
  }

  private int compare(Batch left, int leftRow, Batch right, int rightRow) {
    int order = Keys.compare(fields, left.columns, leftRow, right.columns, rightRow);
    if (order == 0) {
      order = Long.compare(left.known[leftRow], right.known[rightRow]);
    }
    if (order == 0) {
      order = Long.compare(left.times[leftRow], right.times[rightRow]);
    }
    if (order == 0 && places.created() >= 0) {
      order = Long.compare(left.createdTime(leftRow), right.createdTime(rightRow));
    }
    return order != 0 ? order : Long.compare(left.positions[leftRow], right.positions[rightRow]);
  }

  @Override
  public int compareKey() {
    return spine.compareKey(batch.columns, row);
  }

  @Override
  public long known() {
    return batch.known[row];
  }

  @Override
  public Event event() {
    return new Row(batch, row, places);
  }

  /** A row of a batch, which lives as long as any of them is spoken of. */
  private record Row(Batch batch, int row, HistoryColumnPlaces places) implements Event {
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
      return condition < 0 || ((Bools) batch.columns[places.condition(condition)]).holds(row);
    }

    @Override
    public @Nullable Object value(int column) {
      return batch.columns[places.column(column)].get(row);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    batches.close();
  }
}
