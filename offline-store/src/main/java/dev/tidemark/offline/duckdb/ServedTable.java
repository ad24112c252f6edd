package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.SpineInput.Served;
import dev.tidemark.offline.duckdb.SpineInput.ServedColumn;
import dev.tidemark.offline.history.HistoryColumns;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.ServedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table of a serving log, for who looks at it row by row. For one thread. */
public final class ServedTable implements AutoCloseable {
  private static final ValueType INT32 = ValueType.of(Scalar.INT32);
  private static final ValueType STRING = ValueType.of(Scalar.STRING);
  private static final ValueType TIMESTAMP = ValueType.of(Scalar.TIMESTAMP);

  private final Duck duck;
  private final List<Path> files;

  /**
   * A table.
   *
   * @param files of it, on this machine
   */
  public ServedTable(List<Path> files) {
    this.files = List.copyOf(files);
    try {
      duck = new Duck();
    } catch (IOException | SQLException e) {
      throw failure(e);
    }
  }

  /**
   * How many rows were answered by which version of the definitions.
   *
   * @param from the first T in microseconds since the epoch
   * @param to before which T is
   */
  public SortedMap<Integer, Long> versions(long from, long to) {
    String version = ServedLog.VERSION;
    Served all =
        new Served("", files, List.of(new ServedColumn(version, INT32, version)), from, to);
    SortedMap<Integer, Long> versions = new TreeMap<>();
    try {
      duck.query(
          "SELECT %s, count(*) FROM (%s) GROUP BY ALL".formatted(version, ServedQuery.of(all)),
          row -> versions.put(row.getInt(1), row.getLong(2)));
    } catch (IOException | SQLException e) {
      throw failure(e);
    }
    return versions;
  }

  /**
   * Gives the rows that were answered by the log's version of the definitions, by their times.
   *
   * @param from the first T in microseconds since the epoch
   * @param to before which T is
   */
  public void read(ServedLog log, long from, long to, Consumer<ServedRow> taker) {
    Reading reading = new Reading(log);
    Served rows = new Served(log.service(), files, reading.columns, from, to);
    String query =
        "SELECT * EXCLUDE (%1$s) FROM (%2$s) WHERE %1$s = %3$d"
            .formatted(ServedLog.VERSION, ServedQuery.of(rows), log.version());
    String plain = "SELECT %s FROM (%s)".formatted(String.join(", ", reading.selected()), query);
    try (Batches batches = duck.batches(plain, reading.types(), Batches.ROWS)) {
      while (batches.next()) {
        for (int row = 0; row < batches.rows(); row++) {
          taker.accept(reading.row(batches, row));
        }
      }
    } catch (IOException | SQLException e) {
      throw failure(e);
    }
  }

  /** How the columns of a version are read. */
  private static final class Reading {
    private static final int FIRST_INPUT = 3;

    private final ServedLog log;
    private final List<ServedColumn> columns = new ArrayList<>();

    Reading(ServedLog log) {
      this.log = log;
      add(ServedLog.REQUEST_ID, STRING);
      add(ServedLog.REQUEST_ROW, INT32);
      add(HistoryColumns.EVENT_TIME, TIMESTAMP);
      Map<Column, String> names = HistoryColumns.of(log).columns();
      log.inputs().forEach(input -> add(names, input));
      for (Selected feature : log.selection().features()) {
        add(names, ServedLog.value(feature));
        add(names, ServedLog.status(feature));
        ServedLog.timestamp(feature).ifPresent(time -> add(names, time));
      }
      columns.add(new ServedColumn(ServedLog.VERSION, INT32, ServedLog.VERSION));
    }

    private void add(Map<Column, String> names, Column column) {
      add(Objects.requireNonNull(names.get(column)), column.type());
    }

    private void add(String name, ValueType type) {
      columns.add(new ServedColumn(name, type, "c" + columns.size()));
    }

    /** All but the version, as values on their way. */
    private List<ServedColumn> read() {
      return columns.subList(0, columns.size() - 1);
    }

    List<String> selected() {
      return read().stream().map(column -> Plain.fromFile(column.type(), column.name())).toList();
    }

    List<ValueType> types() {
      return read().stream().map(ServedColumn::type).toList();
    }

    ServedRow row(Batches from, int row) {
      int place = FIRST_INPUT;
      List<@Nullable Object> inputs = new ArrayList<>();
      for (int i = 0; i < log.inputs().size(); i++) {
        inputs.add(from.column(place++).get(row));
      }
      List<FeatureValue> features = new ArrayList<>();
      for (Selected feature : log.selection().features()) {
        Object value = from.column(place++).get(row);
        String status = (String) from.column(place++).present(row);
        Optional<Column> timed = ServedLog.timestamp(feature);
        Object time = timed.isPresent() ? from.column(place++).get(row) : null;
        features.add(new FeatureValue(value, Status.valueOf(status), micros(time)));
      }
      return new ServedRow(
          (String) from.column(0).present(row),
          (Integer) from.column(1).present(row),
          micros(from.column(2).present(row)),
          inputs,
          features);
    }

    private static long micros(@Nullable Object time) {
      return time == null ? Micros.NONE : Micros.of((Instant) time);
    }
  }

  private static UncheckedIOException failure(Exception e) {
    return new UncheckedIOException(
        "Cannot read the serving log: " + e.getMessage(),
        e instanceof IOException io ? io : new IOException(e));
  }

  @Override
  public void close() {
    try {
      duck.close();
    } catch (IOException | SQLException e) {
      throw failure(e);
    }
  }
}
