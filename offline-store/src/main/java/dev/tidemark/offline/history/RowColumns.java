package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.row.RowReader.Slice;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * Writes rows of the log to the columns of a Parquet file as they lie in the log's bytes: no object
 * for a value, and texts stay the UTF-8 that they are.
 */
final class RowColumns implements ParquetValueWriter<BufferedRow> {
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();
  private final KeyCodec keys;
  private final KeyOrder order;

  /** The key of the row that is being written: rows of one key follow each other. */
  private byte[] keyBytes = {};

  private Object[] key = {};

  /** Writes what one of the table's columns has of a row. */
  @FunctionalInterface
  private interface Cell {
    void write(BufferedRow row);
  }

  /** Writes a value of the log's row, which is not null. */
  @FunctionalInterface
  private interface Value {
    void write(LogRow row, int column);
  }

  RowColumns(HistoryColumns names, Schema schema, MessageType file) {
    keys = new KeyCodec(names.keys());
    order = new KeyOrder(names.keys());
    Map<String, Cell> byName = new HashMap<>();
    Map<String, ColumnWriter> writers = new HashMap<>();
    schema
        .columns()
        .forEach(field -> {
          ColumnWriter writer = ColumnWriter.of(field, file.getType(field.name()));
          writers.put(field.name(), writer);
          columns.add(writer);
          byName.put(field.name(), ignored -> writer.writeNull());
        });
    for (int i = 0; i < names.keys().size(); i++) {
      Column field = names.keys().get(i);
      byName.put(field.name(), key(i, field.type().scalar(), get(writers, field.name())));
    }
    fixed(byName, writers);
    List<Column> union = names.union().columns();
    List<String> columnNames = List.copyOf(names.columns().values());
    for (int i = 0; i < union.size(); i++) {
      byName.put(
          columnNames.get(i), column(i, union.get(i).type(), get(writers, columnNames.get(i))));
    }
    List<String> conditions = List.copyOf(names.conditions().values());
    for (int i = 0; i < conditions.size(); i++) {
      int condition = i;
      TripleWriter<?> out = get(writers, conditions.get(i)).triple();
      byName.put(conditions.get(i), row -> out.writeBoolean(0, row.event().holds(condition)));
    }
    schema.columns().forEach(field -> cells.add(Objects.requireNonNull(byName.get(field.name()))));
  }

  private static ColumnWriter get(Map<String, ColumnWriter> writers, String name) {
    return Objects.requireNonNull(writers.get(name));
  }

  private static void fixed(Map<String, Cell> cells, Map<String, ColumnWriter> writers) {
    TripleWriter<?> time = get(writers, HistoryColumns.EVENT_TIME).triple();
    cells.put(HistoryColumns.EVENT_TIME, row -> time.writeLong(0, row.eventTime()));
    ColumnWriter created = get(writers, HistoryColumns.CREATED_TIME);
    cells.put(HistoryColumns.CREATED_TIME, row -> writeCreated(created, row.event().createdTime()));
    TripleWriter<?> arrival = get(writers, HistoryColumns.ARRIVAL_TIME).triple();
    cells.put(HistoryColumns.ARRIVAL_TIME, row -> arrival.writeLong(0, row.arrival()));
    TripleWriter<?> partition = get(writers, HistoryColumns.LOG_PARTITION).triple();
    cells.put(HistoryColumns.LOG_PARTITION, row -> partition.writeInteger(0, row.partition()));
    TripleWriter<?> offset = get(writers, HistoryColumns.LOG_OFFSET).triple();
    cells.put(HistoryColumns.LOG_OFFSET, row -> offset.writeLong(0, row.event().position()));
    ColumnWriter deletes = get(writers, HistoryColumns.LOG_DELETES);
    cells.put(HistoryColumns.LOG_DELETES, row -> writeDeletes(deletes, row.event()));
  }

  private static void writeCreated(ColumnWriter out, long created) {
    if (created == Micros.NONE) {
      out.writeNull();
    } else {
      out.triple().writeLong(0, created);
    }
  }

  private static void writeDeletes(ColumnWriter out, Event event) {
    if (event instanceof Deletion) {
      out.triple().writeBoolean(0, true);
    } else {
      out.writeNull();
    }
  }

  private Cell key(int field, Scalar scalar, ColumnWriter writer) {
    TripleWriter<?> out = writer.triple();
    return switch (scalar) {
      case BOOL -> row -> out.writeBoolean(0, (Boolean) key(row)[field]);
      case INT32 -> row -> out.writeInteger(0, (Integer) key(row)[field]);
      case INT64 -> row -> out.writeLong(0, (Long) key(row)[field]);
      case TIMESTAMP -> row -> out.writeLong(0, Micros.of((Instant) key(row)[field]));
      case STRING, BYTES -> row -> out.writeBinary(0, binary(order.blob(row.key(), field)));
      case FLOAT, DOUBLE -> throw new IllegalArgumentException("no key type: " + scalar);
    };
  }

  private Object[] key(BufferedRow row) {
    if (!Arrays.equals(keyBytes, row.key())) {
      keyBytes = row.key();
      key = keys.decode(keyBytes);
    }
    return key;
  }

  private static Cell column(int column, ValueType type, ColumnWriter writer) {
    Value value = type.array() ? array(type.scalar(), writer) : scalar(type.scalar(), writer);
    return row -> {
      if (row.event() instanceof LogRow event && !event.isNull(column)) {
        value.write(event, column);
      } else {
        writer.writeNull();
      }
    };
  }

  private static Value scalar(Scalar scalar, ColumnWriter writer) {
    TripleWriter<?> out = writer.triple();
    return switch (scalar) {
      case BOOL -> (row, column) -> out.writeBoolean(0, row.bits(column) != 0);
      case INT32 -> (row, column) -> out.writeInteger(0, (int) row.bits(column));
      case INT64, TIMESTAMP -> (row, column) -> out.writeLong(0, row.bits(column));
      case FLOAT ->
          (row, column) -> out.writeFloat(0, Float.intBitsToFloat((int) row.bits(column)));
      case DOUBLE -> (row, column) -> out.writeDouble(0, Double.longBitsToDouble(row.bits(column)));
      case STRING, BYTES -> (row, column) -> out.writeBinary(0, binary(row.slice(column)));
    };
  }

  /** The row is not changed, so that the file's statistics may refer to it. */
  private static Binary binary(Slice slice) {
    return Binary.fromConstantByteArray(slice.bytes(), slice.start(), slice.length());
  }

  private static Value array(Scalar scalar, ColumnWriter writer) {
    return (row, column) -> {
      List<Object> elements = new ArrayList<>();
      for (Object element : (List<?>) Objects.requireNonNull(row.value(column))) {
        elements.add(element == null ? null : stored(scalar, element));
      }
      writer.write(elements);
    };
  }

  /** The value in Iceberg's internal form: times as microseconds, bytes as buffers. */
  private static Object stored(Scalar scalar, Object value) {
    return switch (scalar) {
      case BOOL, INT32, INT64, FLOAT, DOUBLE, STRING -> value;
      case BYTES -> ByteBuffer.wrap((byte[]) value);
      case TIMESTAMP -> Micros.of((Instant) value);
    };
  }

  @Override
  public void write(int repetitionLevel, BufferedRow row) {
    for (Cell cell : cells) {
      cell.write(row);
    }
  }

  @Override
  public List<TripleWriter<?>> columns() {
    return columns.stream().<TripleWriter<?>>map(ColumnWriter::triple).toList();
  }

  @Override
  public void setColumnStore(ColumnWriteStore store) {
    columns.forEach(column -> column.setColumnStore(store));
  }

  /** The file's own statistics say everything. */
  @Override
  public Stream<FieldMetrics<?>> metrics() {
    return Stream.empty();
  }
}
