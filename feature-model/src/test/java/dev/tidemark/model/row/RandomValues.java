package dev.tidemark.model.row;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random schemas and values; prints its seed, which {@code -Dtests.seed} repeats. */
final class RandomValues {
  final Random random;

  RandomValues(Class<?> test) {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dtests.seed=" + seed);
    random = new Random(seed);
  }

  Scalar scalar() {
    return Scalar.values()[random.nextInt(Scalar.values().length)];
  }

  ValueType type() {
    return new ValueType(scalar(), random.nextInt(3) == 0);
  }

  RowSchema schema(int id) {
    List<Column> columns = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      columns.add(new Column("c" + columns.size(), type()));
    }
    List<String> conditions = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      conditions.add("condition " + conditions.size());
    }
    return new RowSchema(id, columns, conditions);
  }

  /** A value of the type, or one time in five null. */
  Object value(ValueType type) {
    if (random.nextInt(5) == 0) {
      return null;
    }
    if (!type.array()) {
      return value(type.scalar());
    }
    List<Object> elements = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      elements.add(random.nextInt(5) == 0 ? null : value(type.scalar()));
    }
    return elements;
  }

  Object value(Scalar scalar) {
    switch (scalar) {
      case BOOL:
        return random.nextBoolean();
      case INT32:
        return (int) integer();
      case INT64:
        return integer();
      case FLOAT:
        return Float.intBitsToFloat(random.nextInt());
      case DOUBLE:
        return Double.longBitsToDouble(random.nextLong());
      case STRING:
        return text();
      case BYTES:
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
      case TIMESTAMP:
        return Micros.toInstant(random.nextLong() % Micros.MAX);
      default:
        throw new AssertionError(scalar);
    }
  }

  /** Often one of the edges. */
  private long integer() {
    long[] edges = {0, 1, -1, 11, 127, 128, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE};
    return random.nextBoolean() ? random.nextLong() : edges[random.nextInt(edges.length)];
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(50) * random.nextInt(4); i > 0; i--) {
      int c = random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x110000);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
    }
    return text.toString();
  }
}
