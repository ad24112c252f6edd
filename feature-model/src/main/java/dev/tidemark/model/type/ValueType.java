package dev.tidemark.model.type;

import java.util.Arrays;
import java.util.Optional;

/**
 * The type of a column or feature: a scalar, or an array of one. An array's Java value is a {@link
 * java.util.List} whose elements may be null.
 */
public record ValueType(Scalar scalar, boolean array) {

  public static ValueType of(Scalar scalar) {
    return new ValueType(scalar, false);
  }

  public static ValueType arrayOf(Scalar scalar) {
    return new ValueType(scalar, true);
  }

  /** Reads {@code INT64} or {@code ARRAY<INT64>}; empty when it is neither. */
  public static Optional<ValueType> parse(String text) {
    boolean array = text.startsWith("ARRAY<") && text.endsWith(">");
    String name = array ? text.substring("ARRAY<".length(), text.length() - 1) : text;
    return Arrays.stream(Scalar.values())
        .filter(scalar -> scalar.name().equals(name))
        .findFirst()
        .map(scalar -> new ValueType(scalar, array));
  }

  /** Bytes that a value takes in the fixed part of a row, or 0 when values differ in length. */
  public int width() {
    return array ? 0 : scalar.width();
  }

  @Override
  public String toString() {
    return array ? "ARRAY<" + scalar + ">" : scalar.name();
  }
}
