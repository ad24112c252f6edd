package dev.tidemark.model.feature;

/** What an answer's value means; the numbers are those of Feast's {@code FieldStatus}. */
public enum Status {
  /** There should be a value, and it could not be computed. */
  INVALID,
  PRESENT,
  /** The row or the window is there, and its value is null. */
  NULL_VALUE,
  /** The key has no row in the view. */
  NOT_FOUND,
  /** The newest row is older than the view's ttl; the value is null. */
  OUTSIDE_MAX_AGE
}
