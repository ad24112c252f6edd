package dev.tidemark.model.type;

/** The element types of the definition language. */
public enum Scalar {
  /** {@link Boolean}. */
  BOOL(1),
  /** {@link Integer}. */
  INT32(4),
  /** {@link Long}. */
  INT64(8),
  /** {@link Float}. */
  FLOAT(4),
  /** {@link Double}. */
  DOUBLE(8),
  /** {@link String}. */
  STRING(0),
  /** {@code byte[]}. */
  BYTES(0),
  /** {@link java.time.Instant}, to the microsecond. */
  TIMESTAMP(8);

  private final int width;

  Scalar(int width) {
    this.width = width;
  }

  /** Bytes that a value takes, or 0 when values differ in length. */
  public int width() {
    return width;
  }

  /** Whether {@code sum} and {@code mean} make sense. */
  public boolean numeric() {
    return switch (this) {
      case INT32, INT64, FLOAT, DOUBLE -> true;
      case BOOL, STRING, BYTES, TIMESTAMP -> false;
    };
  }

  /** Whether values are integers. */
  public boolean integral() {
    return this == INT32 || this == INT64;
  }
}
