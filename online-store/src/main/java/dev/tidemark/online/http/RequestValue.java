package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the value of a key or of request data from JSON, in the Java type of its column. */
final class RequestValue {
  /** Beyond this a double no longer tells neighbouring integers apart. */
  private static final double EXACT = 1L << 53;

  private RequestValue() {}

  /** The typed value of what is not null; or null when it does not fit. */
  static @Nullable Object read(ValueType type, JsonNode value) {
    return type.array() ? list(type.scalar(), value) : scalar(type.scalar(), value);
  }

  private static @Nullable List<@Nullable Object> list(Scalar scalar, JsonNode array) {
    if (!array.isArray()) {
      return null;
    }
    List<@Nullable Object> elements = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      Object typed = element.isNull() ? null : scalar(scalar, element);
      if (typed == null && !element.isNull()) {
        return null;
      }
      elements.add(typed);
    }
    return elements;
  }

  private static @Nullable Object scalar(Scalar scalar, JsonNode value) {
    return switch (scalar) {
      case BOOL -> value.isBoolean() ? value.booleanValue() : null;
      case INT32 -> int32(value);
      case INT64 -> int64(value);
      case FLOAT -> float32(value);
      case DOUBLE -> float64(value);
      case STRING -> value.isTextual() ? text(value.textValue()) : null;
      case BYTES -> value.isTextual() ? bytes(value.textValue()) : null;
      case TIMESTAMP -> timestamp(value);
    };
  }

  private static @Nullable Double float64(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.doubleValue()) ? value.doubleValue() : null;
  }

  /** By way of the double, as in a training set. */
  private static @Nullable Float float32(JsonNode value) {
    float narrow = (float) value.doubleValue();
    return value.isNumber() && Float.isFinite(narrow) ? narrow : null;
  }

  private static @Nullable Integer int32(JsonNode value) {
    Long wide = int64(value);
    return wide == null || wide != wide.intValue() ? null : (Integer) wide.intValue();
  }

  private static @Nullable Long int64(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    double wide = value.doubleValue();
    boolean whole = value.isFloatingPointNumber() && Math.rint(wide) == wide;
    return whole && Math.abs(wide) <= EXACT ? (Long) (long) wide : null;
  }

  /** Half a surrogate pair is no text: it cannot be stored, nor written back. */
  private static @Nullable String text(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : null;
  }

  private static byte @Nullable [] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Integer seconds, as in answers, or RFC 3339. */
  private static @Nullable Instant timestamp(JsonNode value) {
    try {
      Instant time =
          value.isTextual()
              ? OffsetDateTime.parse(value.textValue()).toInstant()
              : value.isIntegralNumber() && value.canConvertToLong()
                  ? Instant.ofEpochSecond(value.longValue())
                  : null;
      boolean known =
          time != null
              && !time.isBefore(Micros.toInstant(Micros.MIN))
              && !time.isAfter(Micros.toInstant(Micros.MAX));
      return known ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
