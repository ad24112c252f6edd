package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;

/** Values on their way between DuckDB and Java: as in files, but for times, which are numbers. */
final class Plain {
  private Plain() {}

  /** The DuckDB type of a value on its way: a time is a BIGINT of microseconds. */
  static String type(ValueType type) {
    return type.scalar() == Scalar.TIMESTAMP ? array(type, "BIGINT") : fileType(type);
  }

  /** The DuckDB type of a value in a file. */
  static String fileType(ValueType type) {
    return array(
        type,
        switch (type.scalar()) {
          case BOOL -> "BOOLEAN";
          case INT32 -> "INTEGER";
          case INT64 -> "BIGINT";
          case FLOAT -> "FLOAT";
          case DOUBLE -> "DOUBLE";
          case STRING -> "VARCHAR";
          case BYTES -> "BLOB";
          case TIMESTAMP -> "TIMESTAMPTZ";
        });
  }

  private static String array(ValueType type, String scalar) {
    return type.array() ? scalar + "[]" : scalar;
  }

  /** From a column of a file to the value on its way. */
  static String fromFile(ValueType type, String column) {
    return convert(type, column, "epoch_us(%s)");
  }

  /** From the value on its way to a column of a file. */
  static String toFile(ValueType type, String column) {
    return convert(type, column, "make_timestamptz(%s)");
  }

  private static String convert(ValueType type, String column, String time) {
    if (type.scalar() != Scalar.TIMESTAMP) {
      return column;
    }
    return type.array()
        ? "list_transform(%s, lambda e: %s)".formatted(column, time.formatted("e"))
        : time.formatted(column);
  }
}
