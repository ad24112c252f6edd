package dev.tidemark.checker.definition;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The columns that every source has, besides its entities' keys. */
public enum Column {
  /**
   * Derived: the event's mark and the version of the definitions that made the row, such as {@code
   * [m000042@3]}. Every feature log holds it, so that who reads a log finds out which event a row
   * is of and by which definitions it was made, and need not understand the row.
   */
  STAMP(Type.of(Scalar.STRING)),
  /** Derived: twice the amount. */
  TWICE(Type.of(Scalar.INT64)),
  AMOUNT(Type.of(Scalar.INT64)),
  PRICE(Type.of(Scalar.DOUBLE)),
  SMALL(Type.of(Scalar.INT32)),
  RATIO(Type.of(Scalar.FLOAT)),
  FLAG(Type.of(Scalar.BOOL)),
  ITEM(Type.of(Scalar.STRING)),
  RAW(Type.of(Scalar.BYTES)),
  SEEN(Type.of(Scalar.TIMESTAMP)),
  TAGS(Type.arrayOf(Scalar.STRING));

  /** Those that an event brings along. */
  public static final List<Column> SENT =
      Stream.of(values()).filter(column -> column != STAMP && column != TWICE).toList();

  private final Type type;

  Column(Type type) {
    this.type = type;
  }

  public Type type() {
    return type;
  }

  /** Its name in definitions and events. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
