package dev.tidemark.offline.duckdb;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * A column of a batch, copied out of Arrow's memory, so that its rows live as long as somebody
 * speaks of them.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
sealed interface HeapColumn {

  boolean isNull(int row);

  /** The value in the Java type of the model; the row is not null. */
  Object present(int row);

  /** The value in the Java type of the model. */
  default @Nullable Object get(int row) {
    return isNull(row) ? null : present(row);
  }

  /** Which rows have a value. */
  record Validity(byte @Nullable [] bits) {
    boolean isNull(int row) {
      return bits != null && (bits[row >> 3] >> (row & 7) & 1) == 0;
    }
  }

  /** Whole numbers of 64 bits. */
  record Longs(long[] values, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      return values[row];
    }
  }

  /** Times as microseconds since the epoch. */
  record Times(long[] values, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      return Micros.toInstant(values[row]);
    }
  }

  /** Whole numbers of 32 bits. */
  record Ints(int[] values, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      return values[row];
    }
  }

  /** Floating-point numbers of 64 bits. */
  record Doubles(double[] values, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      return values[row];
    }
  }

  /** Floating-point numbers of 32 bits. */
  record Floats(float[] values, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      return values[row];
    }
  }

  /** Truth values, a bit each. */
  record Bools(byte[] bits, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    boolean holds(int row) {
      return (bits[row >> 3] >> (row & 7) & 1) != 0;
    }

    @Override
    public Object present(int row) {
      return holds(row);
    }
  }

  /** Texts in UTF-8, or bytes: a row's reach from its offset to the next one's. */
  record Bytes(byte[] data, int[] offsets, boolean text, Validity valid) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return valid.isNull(row);
    }

    @Override
    public Object present(int row) {
      int from = offsets[row];
      int to = offsets[row + 1];
      return text
          ? new String(data, from, to - from, StandardCharsets.UTF_8)
          : Arrays.copyOfRange(data, from, to);
    }
  }

  /** Lists, each as one object. */
  record Lists(@Nullable Object[] values) implements HeapColumn {
    @Override
    public boolean isNull(int row) {
      return values[row] == null;
    }

    @Override
    public Object present(int row) {
      return Objects.requireNonNull(values[row]);
    }
  }

  /** Copies a vector that holds values of the type as {@link Plain} has them. */
  static HeapColumn of(FieldVector vector, ValueType type) {
    return type.array()
        ? lists((ListVector) vector, type.scalar())
        : scalars(vector, type.scalar(), vector.getValueCount());
  }

  private static HeapColumn scalars(FieldVector vector, Scalar scalar, int rows) {
    Validity valid = validity(vector, rows);
    ArrowBuf data = vector.getDataBuffer();
    return switch (scalar) {
      case BOOL -> new Bools(bytes(data, 0, (rows + 7) / 8), valid);
      case INT32 -> new Ints(ints(data, rows), valid);
      case INT64 -> new Longs(longs(data, rows), valid);
      case TIMESTAMP -> new Times(longs(data, rows), valid);
      case FLOAT -> new Floats(floats(data, rows), valid);
      case DOUBLE -> new Doubles(doubles(data, rows), valid);
      case STRING, BYTES -> {
        int[] offsets = rows == 0 ? new int[1] : ints(vector.getOffsetBuffer(), rows + 1);
        yield new Bytes(bytes(data, 0, offsets[rows]), offsets, scalar == Scalar.STRING, valid);
      }
    };
  }

  private static HeapColumn lists(ListVector vector, Scalar scalar) {
    int rows = vector.getValueCount();
    HeapColumn elements =
        scalars(
            vector.getDataVector(), scalar, rows == 0 ? 0 : vector.getElementEndIndex(rows - 1));
    @Nullable Object[] values = new @Nullable Object[rows];
    for (int row = 0; row < rows; row++) {
      if (!vector.isNull(row)) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
          list.add(elements.get(i));
        }
        values[row] = list;
      }
    }
    return new Lists(values);
  }

  private static Validity validity(FieldVector vector, int rows) {
    return vector.getNullCount() == 0
        ? new Validity(null)
        : new Validity(bytes(vector.getValidityBuffer(), 0, (rows + 7) / 8));
  }

  private static byte[] bytes(ArrowBuf from, int start, int length) {
    byte[] bytes = new byte[length];
    from.getBytes(start, bytes);
    return bytes;
  }

  private static java.nio.ByteBuffer buffer(ArrowBuf from, int length) {
    return from.nioBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int[] ints(ArrowBuf from, int rows) {
    int[] values = new int[rows];
    buffer(from, rows * Integer.BYTES).asIntBuffer().get(values);
    return values;
  }

  private static long[] longs(ArrowBuf from, int rows) {
    long[] values = new long[rows];
    buffer(from, rows * Long.BYTES).asLongBuffer().get(values);
    return values;
  }

  private static float[] floats(ArrowBuf from, int rows) {
    float[] values = new float[rows];
    buffer(from, rows * Float.BYTES).asFloatBuffer().get(values);
    return values;
  }

  private static double[] doubles(ArrowBuf from, int rows) {
    double[] values = new double[rows];
    buffer(from, rows * Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }
}
