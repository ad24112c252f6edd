package dev.tidemark.offline.duckdb;

import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Scalar;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.regex.Pattern;

/** Reads keys and times from the texts of a spine. */
final class SpineText {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,20}");

  /** Whole numbers as other tools write them when a column may be null: 11.0 */
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,20}\\.0*");

  private SpineText() {}

  /**
   * T: ISO-8601, in UTC when it names no zone, or whole milliseconds since the epoch.
   *
   * @return microseconds since the epoch
   * @throws DateTimeException when it is neither
   */
  static long time(String text) {
    TimeFormat format =
        INTEGER.matcher(text).matches()
            ? new TimeFormat.Epoch(TimeFormat.Epoch.Unit.MILLIS)
            : TimeFormat.iso8601();
    return format.parse(text);
  }

  /**
   * A key's value in the Java type of its scalar.
   *
   * @throws IllegalArgumentException or {@link ArithmeticException} or {@link DateTimeException}
   *     when the text is no such value
   */
  static Object key(Scalar scalar, String text) {
    return switch (scalar) {
      case STRING -> text;
      case INT32 -> Math.toIntExact(integer(text));
      case INT64 -> integer(text);
      case BOOL -> bool(text);
      case TIMESTAMP -> Micros.toInstant(TimeFormat.iso8601().parse(text));
      case BYTES -> Base64.getDecoder().decode(text);
      case FLOAT, DOUBLE -> throw new IllegalArgumentException("no key type: " + scalar);
    };
  }

  /** What {@link #key} accepts, for people. */
  static String expected(Scalar scalar) {
    return switch (scalar) {
      case STRING -> "a text";
      case INT32 -> "a whole number of 32 bits";
      case INT64 -> "a whole number of 64 bits";
      case BOOL -> "true or false";
      case TIMESTAMP -> "an ISO-8601 time such as 2026-01-31T09:30:00Z";
      case BYTES -> "base64";
      case FLOAT, DOUBLE -> "nothing";
    };
  }

  private static long integer(String text) {
    if (INTEGER.matcher(text).matches() || WHOLE.matcher(text).matches()) {
      return new BigDecimal(text).longValueExact();
    }
    throw new IllegalArgumentException("no integer");
  }

  private static boolean bool(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(text);
    }
    throw new IllegalArgumentException("no boolean");
  }
}
