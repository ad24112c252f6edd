package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the value of a key from JSON, in the Java type of the key. */
final class KeyValue {
  /** Beyond this a double no longer tells neighbouring integers apart. */
  private static final double EXACT = 1L << 53;

  private KeyValue() {}

  /**
   * The typed value.
   *
   * @throws RequestException that names column, row and type when the value does not fit
   */
  static @Nullable Object read(Column column, int row, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    Object typed =
        switch (column.type().scalar()) {
          case BOOL -> value.isBoolean() ? value.booleanValue() : null;
          case INT32 -> int32(value);
          case INT64 -> int64(value);
          case STRING -> value.isTextual() ? text(value.textValue()) : null;
          case BYTES -> value.isTextual() ? bytes(value.textValue()) : null;
          case TIMESTAMP -> timestamp(value);
          case FLOAT, DOUBLE -> throw new IllegalStateException("No key is a " + column.type());
        };
    if (typed == null) {
      throw RequestException.unfit(
          "Cannot read entities.%s, row %d: expected %s, found %s"
              .formatted(column.name(), row, column.type(), RequestBody.shown(value)));
    }
    return typed;
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
