package dev.tidemark.checker.definition;

/** The types of single values, as definitions name them. */
public enum Scalar {
  BOOL,
  INT32,
  INT64,
  FLOAT,
  DOUBLE,
  STRING,
  BYTES,
  TIMESTAMP;

  /** Whether the value is a whole number; the checker holds all of them as {@code Long}. */
  public boolean whole() {
    return this == INT32 || this == INT64;
  }

  boolean number() {
    return whole() || this == FLOAT || this == DOUBLE;
  }
}
