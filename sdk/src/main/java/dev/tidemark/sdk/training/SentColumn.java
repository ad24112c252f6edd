package dev.tidemark.sdk.training;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Java's types of values as Arrow has them. */
enum SentColumn {
  TEXT(String.class, ArrowType.Utf8.INSTANCE) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((VarCharVector) vector).setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    }
  },
  LONG(Long.class, new ArrowType.Int(64, true)) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((BigIntVector) vector).setSafe(row, (Long) value);
    }
  },
  INTEGER(Integer.class, new ArrowType.Int(32, true)) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((IntVector) vector).setSafe(row, (Integer) value);
    }
  },
  DOUBLE(Double.class, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((Float8Vector) vector).setSafe(row, (Double) value);
    }
  },
  FLOAT(Float.class, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((Float4Vector) vector).setSafe(row, (Float) value);
    }
  },
  BOOLEAN(Boolean.class, ArrowType.Bool.INSTANCE) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((BitVector) vector).setSafe(row, (Boolean) value ? 1 : 0);
    }
  },
  BYTES(byte[].class, ArrowType.Binary.INSTANCE) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((VarBinaryVector) vector).setSafe(row, (byte[]) value);
    }
  },
  TIME(Instant.class, new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")) {
    @Override
    void set(FieldVector vector, int row, Object value) {
      ((TimeStampMicroTZVector) vector)
          .setSafe(row, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
    }
  };

  private final Class<?> javaType;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final ArrowType arrowType;

  SentColumn(Class<?> javaType, ArrowType arrowType) {
    this.javaType = javaType;
    this.arrowType = arrowType;
  }

  ArrowType arrowType() {
    return arrowType;
  }

  boolean takes(Object value) {
    return javaType.isInstance(value);
  }

  /** What messages call it. */
  String javaName() {
    return javaType.getSimpleName();
  }

  abstract void set(FieldVector vector, int row, Object value);
}
