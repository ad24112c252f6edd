package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes columns of the Java values that binary formats hold. */
final class Conversion {
  private static final TimeFormat ISO = TimeFormat.iso8601();

  private Conversion() {}

  /** The value of a column; {@link Refused} when it does not fit. */
  static @Nullable Object column(Target target, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!target.type().array()) {
      return scalar(target, value);
    }
    return value instanceof List<?> list ? list(target, list) : wrong(target, value);
  }

  private static Object list(Target target, List<?> list) {
    List<@Nullable Object> elements = new ArrayList<>(list.size());
    for (Object element : list) {
      Object read = element == null ? null : scalar(target, element);
      if (read instanceof Refused refused) {
        return refused;
      }
      elements.add(read);
    }
    return Collections.unmodifiableList(elements);
  }

  private static Object scalar(Target target, Object value) {
    return switch (target.scalar()) {
      case BOOL -> value instanceof Boolean ? value : wrong(target, value);
      case INT32 -> value instanceof Integer ? value : wrong(target, value);
      case INT64 ->
          value instanceof Integer || value instanceof Long
              ? (Object) ((Number) value).longValue()
              : wrong(target, value);
      case FLOAT, DOUBLE ->
          value instanceof Number number ? target.real(number) : wrong(target, value);
      case STRING -> value instanceof String text ? target.text(text) : wrong(target, value);
      case BYTES -> value instanceof byte[] ? value : wrong(target, value);
      case TIMESTAMP -> timestamp(target, value);
    };
  }

  private static Object timestamp(Target target, Object value) {
    try {
      return switch (value) {
        case Instant time -> Micros.toInstant(Micros.checked(time));
        case Long millis -> Micros.toInstant(Micros.checked(Instant.ofEpochMilli(millis)));
        case String text -> Micros.toInstant(ISO.parse(text));
        default -> wrong(target, value);
      };
    } catch (DateTimeException e) {
      return wrong(target, value);
    }
  }

  /** A value that is no column: a text, a number, or an instant. */
  static @Nullable Object loose(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float number -> real(number.doubleValue(), number.toString());
      case Double number -> real(number, number.toString());
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case List<?> list -> "a list";
      default -> value;
    };
  }

  private static Object real(double value, String text) {
    return Double.isFinite(value) ? new BigDecimal(text) : text;
  }

  private static Refused wrong(Target target, Object value) {
    return target.wrong(
        switch (value) {
          case String text -> Target.quoted(text);
          case byte[] bytes -> bytes.length + " bytes";
          case List<?> list -> "a list";
          default -> Target.shortened(value.toString());
        });
  }
}
