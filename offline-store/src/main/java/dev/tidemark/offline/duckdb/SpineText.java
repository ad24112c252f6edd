package dev.tidemark.offline.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads keys, request data and times from the texts of a spine. */
final class SpineText {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
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
   * A value of a key or of request data in the Java type of its type; an array is JSON.
   *
   * @throws IllegalArgumentException or {@link ArithmeticException} or {@link DateTimeException}
   *     when the text is no such value
   */
  static Object value(ValueType type, String text) {
    if (!type.array()) {
      return scalar(type.scalar(), text);
    }
    try {
      JsonNode array = JSON.readTree(text);
      if (!array.isArray()) {
        throw new IllegalArgumentException("no array");
      }
      List<@Nullable Object> elements = new ArrayList<>(array.size());
      for (JsonNode element : array) {
        elements.add(element.isNull() ? null : element(type.scalar(), element));
      }
      return elements;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  private static Object element(Scalar scalar, JsonNode element) {
    boolean quoted =
        switch (scalar) {
          case STRING, BYTES, TIMESTAMP -> true;
          case BOOL, INT32, INT64, FLOAT, DOUBLE -> false;
        };
    if (element.isTextual() != quoted || !element.isValueNode()) {
      throw new IllegalArgumentException("no " + scalar);
    }
    return scalar(scalar, element.asText());
  }

  private static Object scalar(Scalar scalar, String text) {
    return switch (scalar) {
      case STRING -> text;
      case INT32 -> Math.toIntExact(integer(text));
      case INT64 -> integer(text);
      case BOOL -> bool(text);
      case TIMESTAMP -> Micros.toInstant(TimeFormat.iso8601().parse(text));
      case BYTES -> Base64.getDecoder().decode(text);
      case DOUBLE -> float64(text);
      case FLOAT -> float32(text);
    };
  }

  /** What {@link #value} accepts, for people. */
  static String expected(ValueType type) {
    String scalar = expected(type.scalar());
    return type.array() ? "a JSON array, each element " + scalar : scalar;
  }

  private static String expected(Scalar scalar) {
    return switch (scalar) {
      case STRING -> "a text";
      case INT32 -> "a whole number of 32 bits";
      case INT64 -> "a whole number of 64 bits";
      case BOOL -> "true or false";
      case TIMESTAMP -> "an ISO-8601 time such as 2026-01-31T09:30:00Z";
      case BYTES -> "base64";
      case FLOAT, DOUBLE -> "a number";
    };
  }

  private static long integer(String text) {
    if (INTEGER.matcher(text).matches() || WHOLE.matcher(text).matches()) {
      return new BigDecimal(text).longValueExact();
    }
    throw new IllegalArgumentException("no integer");
  }

  /** Also as DuckDB writes what is not finite. */
  private static double float64(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> finite(new BigDecimal(text).doubleValue());
    };
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new ArithmeticException("beyond DOUBLE");
    }
    return value;
  }

  /** By way of the double, as in a lookup. */
  private static float float32(String text) {
    double wide = float64(text);
    float narrow = (float) wide;
    if (Float.isInfinite(narrow) && !Double.isInfinite(wide)) {
      throw new ArithmeticException("beyond FLOAT");
    }
    return narrow;
  }

  private static boolean bool(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(text);
    }
    throw new IllegalArgumentException("no boolean");
  }
}
