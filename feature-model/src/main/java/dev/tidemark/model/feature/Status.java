package dev.tidemark.model.feature;

/** What an answer's value means. */
public enum Status {
  /** There should be a value, and it could not be computed. */
  INVALID(0),
  PRESENT(1),
  /** The row or the window is there, and its value is null. */
  NULL_VALUE(2),
  /** The key has no row in the view. */
  NOT_FOUND(3),
  /** The newest row is older than the view's ttl; the value is null. */
  OUTSIDE_MAX_AGE(4);

  private static final Status[] BY_NUMBER = values();

  private final byte number;

  Status(int number) {
    this.number = (byte) number;
  }

  /** The number that Feast's {@code FieldStatus} has for it: from 0, in the order of this type. */
  public byte number() {
    return number;
  }

  /** The status of a {@link #number}. */
  public static Status of(int number) {
    return BY_NUMBER[number];
  }
}
