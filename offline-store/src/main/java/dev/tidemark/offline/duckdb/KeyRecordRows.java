package dev.tidemark.offline.duckdb;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that a feature log has of some keys, key by key. */
final class KeyRecordRows {
  private final Duck duck;
  private final HistoryQuery query;
  private final List<Column> keys;

  /**
   * @param questions whose columns the records get
   * @param asked has the keys
   */
  KeyRecordRows(Duck duck, LogQuestions questions, AskedTable asked) {
    this.duck = duck;
    this.keys = questions.keys();
    query = new HistoryQuery(questions, asked.columns(keys));
  }

  /** A record's values; what nobody asks for is not there. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(HistoryColumnPlaces places, HeapColumn[] columns, int row) implements Event {
    @Override
    public long eventTime() {
      return (Long) Objects.requireNonNull(columns[places.time()].get(row));
    }

    @Override
    public long createdTime() {
      Object time = places.created() < 0 ? null : columns[places.created()].get(row);
      return time == null ? Micros.NONE : (Long) time;
    }

    @Override
    public long position() {
      return (Long) Objects.requireNonNull(columns[places.position()].get(row));
    }

    @Override
    public boolean holds(int condition) {
      return condition < 0 || Boolean.TRUE.equals(columns[places.condition(condition)].get(row));
    }

    @Override
    public @Nullable Object value(int column) {
      return columns[places.column(column)].get(row);
    }
  }

  void read(Consumer<KeyRecords> taker) throws SQLException, IOException {
    List<ValueType> types = new ArrayList<>(query.types());
    types.add(ValueType.of(Scalar.INT32));
    types.add(ValueType.of(Scalar.INT64));
    types.add(ValueType.of(Scalar.BOOL));
    List<Object> key = List.of();
    List<KeyRecord> records = new ArrayList<>();
    try (Batches rows = duck.batches(query.records(), types, Batches.ROWS)) {
      while (rows.next()) {
        for (int row = 0; row < rows.rows(); row++) {
          List<Object> next = key(rows, row);
          if (!Arrays.deepEquals(next.toArray(), key.toArray()) && !records.isEmpty()) {
            taker.accept(new KeyRecords(key, records));
            records = new ArrayList<>();
          }
          key = next;
          records.add(record(rows, row));
        }
      }
    }
    if (!records.isEmpty()) {
      taker.accept(new KeyRecords(key, records));
    }
  }

  private List<Object> key(Batches rows, int row) {
    List<Object> key = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Object field = Objects.requireNonNull(rows.column(i).get(row));
      key.add(field);
    }
    return key;
  }

  private KeyRecord record(Batches rows, int row) {
    int extra = query.types().size();
    return new KeyRecord(
        new Row(query.places(), rows.columns(), row),
        (Integer) Objects.requireNonNull(rows.column(extra).get(row)),
        (Long) Objects.requireNonNull(rows.column(extra + 1).get(row)),
        Boolean.TRUE.equals(rows.column(extra + 2).get(row)));
  }
}
