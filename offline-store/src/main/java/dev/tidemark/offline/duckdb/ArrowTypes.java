package dev.tidemark.offline.duckdb;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The Arrow types of values on their way, as {@link Plain} has them in DuckDB. */
final class ArrowTypes {
  private ArrowTypes() {}

  static Field field(String name, ValueType type) {
    ArrowType scalar = scalar(type.scalar());
    return type.array()
        ? new Field(
            name,
            FieldType.nullable(ArrowType.List.INSTANCE),
            List.of(Field.nullable("element", scalar)))
        : Field.nullable(name, scalar);
  }

  private static ArrowType scalar(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> ArrowType.Bool.INSTANCE;
      case INT32 -> new ArrowType.Int(32, true);
      case INT64, TIMESTAMP -> new ArrowType.Int(64, true);
      case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case STRING -> ArrowType.Utf8.INSTANCE;
      case BYTES -> ArrowType.Binary.INSTANCE;
    };
  }
}
