package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.duckdb.DuckDBAppender;

/**
 * The events of files in the order (event time, file, row), which is the same whenever it is asked.
 * They are sorted on disk, so that there may be more than fit into memory.
 */
public final class SortedEvents implements AutoCloseable {
  private static final String RANGE = " FROM events WHERE time >= %d AND time < %d";

  private final Duck duck;

  /**
   * What is read.
   *
   * @param files in the order in which events of one time shall come
   * @param columns the columns whose types are known; a CSV file's need them
   */
  public record Input(List<Path> files, Layout layout, List<Column> columns) {
    public Input {
      files = List.copyOf(files);
      columns = List.copyOf(columns);
    }
  }

  /** How a row is understood. */
  public interface Understanding {

    /** The event that a row is; both are JSON, if they are any. */
    String event(String row);

    /**
     * When an event happened, in microseconds since the epoch, or {@link
     * dev.tidemark.model.time.Micros#NONE}, which comes first.
     */
    long time(String event);
  }

  /**
   * An event of a file.
   *
   * @param file its place among the files
   * @param row counted from 1; of JSON lines the blank ones do not count
   */
  public record Event(long time, int file, long row, String json) {}

  /**
   * Reads and sorts.
   *
   * @param progress is told how many rows have been read, now and then
   * @throws ExportException when a file cannot be read
   */
  public SortedEvents(Input input, Understanding rows, LongConsumer progress) {
    try {
      duck = new Duck();
    } catch (IOException | SQLException e) {
      throw failed("sort events", e);
    }
    try {
      duck.execute("CREATE TABLE events (time BIGINT, file INTEGER, number BIGINT, json VARCHAR)");
      load(input, rows, progress);
    } catch (SQLException e) {
      close();
      throw failed("sort events", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void load(Input input, Understanding rows, LongConsumer progress) throws SQLException {
    try (DuckDBAppender appender = duck.appender("events")) {
      long before = 0;
      for (int i = 0; i < input.files().size(); i++) {
        Loader loader = new Loader(appender, i, before, rows, progress);
        RowFiles.forEachJson(input.files().get(i), input.layout(), input.columns(), loader);
        before += loader.row;
      }
      progress.accept(before);
    }
  }

  /** Appends one file's rows. */
  private static final class Loader implements Consumer<String> {
    private static final int STEP = 10_000;
    private final DuckDBAppender appender;
    private final int file;
    private final long before;
    private final Understanding rows;
    private final LongConsumer progress;
    private long row;

    Loader(
        DuckDBAppender appender, int file, long before, Understanding rows, LongConsumer progress) {
      this.appender = appender;
      this.file = file;
      this.before = before;
      this.rows = rows;
      this.progress = progress;
    }

    @Override
    public void accept(String text) {
      row++;
      String json = rows.event(text);
      try {
        appender.beginRow();
        appender.append(rows.time(json)).append(file).append(row).append(json);
        appender.endRow();
      } catch (SQLException e) {
        throw failed("sort events", e);
      }
      if (row % STEP == 0) {
        progress.accept(before + row);
      }
    }
  }

  /** The newest event time; {@code Micros.NONE} when there is no event with one. */
  public long newest() {
    return number("SELECT coalesce(max(time), %d) FROM events".formatted(Long.MIN_VALUE));
  }

  /** How many events have {@code from <= time < to}. */
  public long count(long from, long to) {
    return number("SELECT count(*)" + RANGE.formatted(from, to));
  }

  private long number(String sql) {
    long[] number = new long[1];
    try {
      duck.query(sql, row -> number[0] = row.getLong(1));
    } catch (IOException | SQLException e) {
      throw failed("sort events", e);
    }
    return number[0];
  }

  /**
   * Gives the events with {@code from <= time < to} in their order.
   *
   * @param skip how many of them to leave out at the beginning
   */
  public void forEach(long from, long to, long skip, Consumer<Event> event) {
    try {
      duck.query(
          "SELECT time, file, number, json"
              + RANGE.formatted(from, to)
              + " ORDER BY time, file, number OFFSET "
              + skip,
          row ->
              event.accept(
                  new Event(row.getLong(1), row.getInt(2), row.getLong(3), row.getString(4))));
    } catch (IOException | SQLException e) {
      throw failed("sort events", e);
    }
  }

  private static ExportException failed(String what, Exception e) {
    return new ExportException("Cannot %s: %s".formatted(what, e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      duck.close();
    } catch (IOException | SQLException e) {
      throw failed("remove the working files", e);
    }
  }
}
