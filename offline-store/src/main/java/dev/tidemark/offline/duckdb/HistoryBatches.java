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

  private Batch batch = new Batch(new HeapColumn[0], new long[0], new long[0], null, new long[0]);
  private int row = -1;

  HistoryBatches(Batches batches, HistoryColumnPlaces places, SpineBatches spine) {
    this.batches = batches;
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
      HeapColumn[] columns,
      long[] known,
      long[] times,
      @Nullable Longs created,
      long[] positions) {}

  @Override
  public boolean next() {
    row++;
    if (row < batch.times.length) {
      return true;
    }
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
      Longs created = batch.created;
      return created == null || created.isNull(row) ? Micros.NONE : created.values()[row];
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
