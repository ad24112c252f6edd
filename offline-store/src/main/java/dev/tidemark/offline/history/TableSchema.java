package dev.tidemark.offline.history;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.table.TableShape;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A history table's Iceberg schema. */
final class TableSchema {
  private TableSchema() {}

  static Schema of(HistoryColumns columns) {
    List<NestedField> fields = new ArrayList<>();
    for (Column key : columns.keys()) {
      fields.add(NestedField.required(fields.size(), key.name(), type(key.type())));
    }
    Type time = Types.TimestampType.withZone();
    fields.add(NestedField.required(fields.size(), HistoryColumns.EVENT_TIME, time));
    fields.add(NestedField.optional(fields.size(), HistoryColumns.CREATED_TIME, time));
    fields.add(NestedField.required(fields.size(), HistoryColumns.ARRIVAL_TIME, time));
    fields.add(
        NestedField.required(fields.size(), HistoryColumns.LOG_PARTITION, Types.IntegerType.get()));
    fields.add(
        NestedField.required(fields.size(), HistoryColumns.LOG_OFFSET, Types.LongType.get()));
    fields.add(
        NestedField.optional(fields.size(), HistoryColumns.LOG_DELETES, Types.BooleanType.get()));
    columns
        .columns()
        .forEach((column, name) ->
            fields.add(NestedField.optional(fields.size(), name, type(column.type()))));
    for (String name : columns.conditions().values()) {
      fields.add(NestedField.optional(fields.size(), name, Types.BooleanType.get()));
    }
    return fresh(fields);
  }

  /** A schema of fields whose ids are given anew, inside of them too. */
  static Schema fresh(List<NestedField> fields) {
    AtomicInteger ids = new AtomicInteger();
    return new Schema(
        TypeUtil.assignFreshIds(Types.StructType.of(fields), ids::incrementAndGet)
            .asStructType()
            .fields());
  }

  /** How the table of a log is to be. */
  static TableShape shape(HistoryColumns columns, PartitionBy by) {
    List<String> sorted = new ArrayList<>(columns.keys().stream().map(Column::name).toList());
    sorted.addAll(
        List.of(
            HistoryColumns.EVENT_TIME,
            HistoryColumns.CREATED_TIME,
            HistoryColumns.LOG_PARTITION,
            HistoryColumns.LOG_OFFSET));
    return new TableShape(of(columns), by, HistoryColumns.EVENT_TIME, sorted);
  }

  /** Ids inside are made fresh by {@link #of}, and by Iceberg when a column is added. */
  static Type type(ValueType type) {
    Type element = scalar(type.scalar());
    return type.array() ? Types.ListType.ofOptional(0, element) : element;
  }

  private static Type scalar(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> Types.BooleanType.get();
      case INT32 -> Types.IntegerType.get();
      case INT64 -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }
}
