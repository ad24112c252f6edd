package dev.tidemark.model.aggregate;

import dev.tidemark.model.type.Scalar;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;

/** When two values are one, and which of two comes first. */
final class Natural {
  private Natural() {}

  /** The one value that stands for all that are equal: 0.0 for -0.0 too, and a single NaN. */
  static Object value(Object value) {
    if (value instanceof Double number) {
      return number.isNaN() ? Double.NaN : number + 0.0;
    }
    if (value instanceof Float number) {
      return number.isNaN() ? Float.NaN : number + 0.0f;
    }
    return value;
  }

  /** Numbers and times ascending, false first, texts by code point, bytes unsigned. */
  static Comparator<Object> order(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> by(Boolean.class, Comparator.naturalOrder());
      case INT32 -> by(Integer.class, Comparator.naturalOrder());
      case INT64 -> by(Long.class, Comparator.naturalOrder());
      case FLOAT -> by(Float.class, Comparator.naturalOrder());
      case DOUBLE -> by(Double.class, Comparator.naturalOrder());
      case STRING -> by(String.class, Natural::compare);
      case BYTES -> by(byte[].class, Arrays::compareUnsigned);
      case TIMESTAMP -> by(Instant.class, Comparator.naturalOrder());
    };
  }

  private static <T> Comparator<Object> by(Class<T> type, Comparator<? super T> order) {
    return (left, right) -> order.compare(type.cast(left), type.cast(right));
  }

  /** By code point, as their UTF-8 sorts; {@link String#compareTo} goes by UTF-16. */
  private static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean beyond = Character.isSurrogate(a);
        return beyond == Character.isSurrogate(b) ? Character.compare(a, b) : beyond ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
