package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Scalar;
import java.time.DateTimeException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of a header or a key: a text in UTF-8, or for BYTES themselves. */
record TextColumn(Target target) {
  private static final TimeFormat ISO = TimeFormat.iso8601();
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  @Nullable Object read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    return switch (target.scalar()) {
      case BYTES -> bytes;
      case BOOL, INT32, INT64, FLOAT, DOUBLE, STRING, TIMESTAMP -> {
        String text = Utf8.text(bytes);
        yield text == null ? noText() : parsed(text);
      }
    };
  }

  private Refused noText() {
    return new Refused(
        Reason.INVALID_TEXT, "Cannot read %s: its bytes are not UTF-8".formatted(target.place()));
  }

  private Object parsed(String text) {
    try {
      return switch (target.scalar()) {
        case BOOL ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> wrong(text);
            };
        case INT32 -> NUMBER.matcher(text).matches() ? (Object) Integer.valueOf(text) : wrong(text);
        case INT64 -> NUMBER.matcher(text).matches() ? (Object) Long.valueOf(text) : wrong(text);
        case FLOAT, DOUBLE -> real(text);
        case TIMESTAMP -> Micros.toInstant(ISO.parse(text));
        case STRING, BYTES -> text;
      };
    } catch (NumberFormatException | DateTimeException e) {
      return wrong(text);
    }
  }

  private Object real(String text) {
    if (JsonColumn.NON_FINITE.contains(text)) {
      return target.nonFinite(Double.parseDouble(text));
    }
    if (!NUMBER.matcher(text).matches()) {
      return wrong(text);
    }
    double value =
        target.scalar() == Scalar.FLOAT ? Float.parseFloat(text) : Double.parseDouble(text);
    return Double.isFinite(value) ? target.real(value) : target.tooLarge(Target.shortened(text));
  }

  private Refused wrong(String text) {
    return target.wrong(Target.quoted(text));
  }
}
