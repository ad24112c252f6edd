package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.duckdb.SpineTable.SpineColumn;
import java.util.Optional;

/**
 * How a column of a spine is read in SQL, where its type is that of what is read.
 *
 * @param sql the value, as {@link Plain} has it
 * @param doubt whether a row needs a closer look
 */
record NativeValue(String sql, String doubt) {
  /** A row's T, which may not be null. */
  static Optional<NativeValue> time(SpineColumn column) {
    return switch (column.type()) {
      case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DATE" ->
          Optional.of(
              new NativeValue(
                  "epoch_us(%s)".formatted(column.id()),
                  "(%s) IS NOT TRUE".formatted(usual(column))));
      default -> Optional.empty();
    };
  }

  /** A key or request data, which may be null. */
  static Optional<NativeValue> of(ValueType type, SpineColumn column) {
    if (type.array()) {
      return Optional.empty();
    }
    String cast = "CAST(%s AS %s)".formatted(column.id(), Plain.type(type));
    return switch (type.scalar()) {
      case BOOL -> plain(column, column.id(), "BOOLEAN");
      case INT32 -> plain(column, cast, "INTEGER", "SMALLINT", "TINYINT");
      case INT64 -> plain(column, cast, "BIGINT", "INTEGER", "SMALLINT", "TINYINT");
      case FLOAT -> plain(column, column.id(), "FLOAT");
      case DOUBLE -> plain(column, column.id(), "DOUBLE");
      case STRING -> plain(column, column.id(), "VARCHAR");
      case BYTES -> plain(column, column.id(), "BLOB");
      case TIMESTAMP -> time(column).map(NativeValue::orNull);
    };
  }

  private static Optional<NativeValue> plain(SpineColumn column, String sql, String... types) {
    for (String type : types) {
      if (column.type().equals(type)) {
        return Optional.of(new NativeValue(sql, "false"));
      }
    }
    return Optional.empty();
  }

  private NativeValue orNull() {
    return new NativeValue(sql, doubt.replace(" IS NOT TRUE", " IS FALSE"));
  }

  /** The years 1 to 9999, as every time in a text is. */
  private static String usual(SpineColumn column) {
    return "%s BETWEEN '0001-01-01'::%s AND '9999-12-31'::%s"
        .formatted(column.id(), column.type(), column.type());
  }
}
