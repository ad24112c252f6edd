package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** Writes rows to one new data file of a history table. */
final class RowWriter {
  private final Table table;
  private final Schema schema;
  private final KeyCodec keys;
  private final List<Cell> cells = new ArrayList<>();

  /** The key's values of the row that is being written: rows of one key follow each other. */
  private byte[] keyBytes = {};

  private Object[] key = {};

  /** Where one of the table's columns has its value from. */
  private record Cell(int place, Value value) {}

  @FunctionalInterface
  private interface Value {
    @Nullable Object of(BufferedRow row);
  }

  RowWriter(Table table, HistoryColumns names) {
    this.table = table;
    this.schema = table.schema();
    this.keys = new KeyCodec(names.keys());
    for (int i = 0; i < names.keys().size(); i++) {
      int field = i;
      ValueType type = names.keys().get(i).type();
      cell(names.keys().get(i).name(), row -> stored(type, key(row)[field]));
    }
    cell(HistoryColumns.EVENT_TIME, row -> row.event().eventTime());
    cell(HistoryColumns.CREATED_TIME, row -> created(row.event()));
    cell(HistoryColumns.ARRIVAL_TIME, BufferedRow::arrival);
    cell(HistoryColumns.LOG_PARTITION, BufferedRow::partition);
    cell(HistoryColumns.LOG_OFFSET, row -> row.event().position());
    cell(HistoryColumns.LOG_DELETES, row -> row.event() instanceof Deletion ? true : null);
    List<String> columns = List.copyOf(names.columns().values());
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      ValueType type = names.union().columns().get(i).type();
      cell(columns.get(i), row -> stored(type, row.event().value(column)));
    }
    List<String> conditions = List.copyOf(names.conditions().values());
    for (int i = 0; i < conditions.size(); i++) {
      int condition = i;
      cell(conditions.get(i), row -> row.event().holds(condition));
    }
  }

  private void cell(String name, Value value) {
    cells.add(new Cell(schema.columns().indexOf(schema.findField(name)), value));
  }

  private Object[] key(BufferedRow row) {
    if (!Arrays.equals(keyBytes, row.key())) {
      keyBytes = row.key();
      key = keys.decode(keyBytes);
    }
    return key;
  }

  /** Writes rows of one part of the table, which are sorted. */
  DataFile write(List<BufferedRow> rows, StructLike partition, String location) throws IOException {
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(location))
            .forTable(table)
            .createWriterFunc(InternalWriter::createWriter)
            .withSpec(table.spec())
            .withPartition(partition)
            .withSortOrder(table.sortOrder())
            .build();
    try (writer) {
      GenericRecord record = GenericRecord.create(schema);
      for (BufferedRow row : rows) {
        for (Cell cell : cells) {
          record.set(cell.place(), cell.value().of(row));
        }
        writer.write(record);
      }
    }
    return writer.toDataFile();
  }

  private static @Nullable Object created(Event event) {
    return event.createdTime() == Micros.NONE ? null : event.createdTime();
  }

  /** The value in Iceberg's internal form: times as microseconds, bytes as buffers. */
  private static @Nullable Object stored(ValueType type, @Nullable Object value) {
    if (value == null || !type.array()) {
      return stored(type.scalar(), value);
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object element : (List<?>) value) {
      elements.add(stored(type.scalar(), element));
    }
    return elements;
  }

  private static @Nullable Object stored(Scalar scalar, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (scalar) {
      case BOOL, INT32, INT64, FLOAT, DOUBLE, STRING -> value;
      case BYTES -> ByteBuffer.wrap((byte[]) value);
      case TIMESTAMP -> Micros.of((Instant) value);
    };
  }
}
