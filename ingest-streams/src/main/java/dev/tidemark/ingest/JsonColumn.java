package dev.tidemark.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON values of one column. A value that does not fit is read as {@link Refused}: it is
 * an error only if no later field of the same name takes its place.
 */
final class JsonColumn {
  static final Set<String> NON_FINITE = Set.of("NaN", "Infinity", "-Infinity");
  private static final TimeFormat ISO = TimeFormat.iso8601();
  private static final TimeFormat MILLIS = new TimeFormat.Epoch(TimeFormat.Epoch.Unit.MILLIS);

  private final Target target;

  JsonColumn(Target target) {
    this.target = target;
  }

  /** The parser's value; leaves the parser at the value's last token or at its first. */
  @Nullable Object read(JsonParser in) throws IOException {
    return target.type().array() ? array(in) : scalar(in);
  }

  /**
   * The parser's value as {@link TimeFormat#parse} takes it: a text, a number, or null; what is
   * neither stays as it is written, and no format reads it.
   */
  static @Nullable Object time(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT ->
          in.getNumberType() == NumberType.BIG_INTEGER ? in.getText() : in.getLongValue();
      case VALUE_NUMBER_FLOAT -> decimal(in.getText());
      default -> in.getText();
    };
  }

  private static Object decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException outOfRange) {
      return text;
    }
  }

  private @Nullable Object array(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return in.currentToken() == JsonToken.VALUE_NULL ? null : wrong(in);
    }
    List<@Nullable Object> elements = new ArrayList<>();
    Refused refused = null;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      Object element = scalar(in);
      in.skipChildren();
      if (element instanceof Refused wrong) {
        refused = refused == null ? wrong : refused;
      }
      elements.add(element);
    }
    return refused == null ? Collections.unmodifiableList(elements) : refused;
  }

  private @Nullable Object scalar(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (target.scalar()) {
      case BOOL -> token.isBoolean() ? (Object) in.getBooleanValue() : wrong(in);
      case INT32 ->
          token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == NumberType.INT
              ? (Object) in.getIntValue()
              : wrong(in);
      case INT64 ->
          token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() != NumberType.BIG_INTEGER
              ? (Object) in.getLongValue()
              : wrong(in);
      case FLOAT -> token.isNumeric() ? real(in, Float.parseFloat(in.getText())) : named(in);
      case DOUBLE -> token.isNumeric() ? real(in, Double.parseDouble(in.getText())) : named(in);
      case STRING -> token == JsonToken.VALUE_STRING ? target.text(in.getText()) : wrong(in);
      case BYTES -> token == JsonToken.VALUE_STRING ? base64(in) : wrong(in);
      case TIMESTAMP -> timestamp(in);
    };
  }

  private Object real(JsonParser in, Number value) throws IOException {
    return Double.isFinite(value.doubleValue()) ? value : target.tooLarge(shown(in));
  }

  /** JSON has no literal for what is not finite; these are the texts that take its place. */
  private Object named(JsonParser in) throws IOException {
    return in.currentToken() == JsonToken.VALUE_STRING && NON_FINITE.contains(in.getText())
        ? target.nonFinite(Double.parseDouble(in.getText()))
        : wrong(in);
  }

  private Object base64(JsonParser in) throws IOException {
    try {
      return Base64.getDecoder().decode(in.getText());
    } catch (IllegalArgumentException invalid) {
      return wrong(in);
    }
  }

  private Object timestamp(JsonParser in) throws IOException {
    try {
      return switch (in.currentToken()) {
        case VALUE_STRING -> Micros.toInstant(ISO.parse(in.getText()));
        case VALUE_NUMBER_INT ->
            in.getNumberType() == NumberType.BIG_INTEGER
                ? wrong(in)
                : Micros.toInstant(MILLIS.parse(in.getLongValue()));
        default -> wrong(in);
      };
    } catch (DateTimeException invalid) {
      return wrong(in);
    }
  }

  private Refused wrong(JsonParser in) throws IOException {
    return target.wrong(shown(in));
  }

  static String shown(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Target.quoted(in.getText());
      default -> Target.shortened(in.getText());
    };
  }
}
