package dev.tidemark.checker.definition;

/** The type of a column or a feature. */
public record Type(Scalar scalar, boolean array) {
  static final Type INT64 = of(Scalar.INT64);
  static final Type DOUBLE = of(Scalar.DOUBLE);

  public static Type of(Scalar scalar) {
    return new Type(scalar, false);
  }

  static Type arrayOf(Scalar scalar) {
    return new Type(scalar, true);
  }

  /** As definitions write it. */
  @Override
  public String toString() {
    return array ? "ARRAY<" + scalar + ">" : scalar.toString();
  }
}
