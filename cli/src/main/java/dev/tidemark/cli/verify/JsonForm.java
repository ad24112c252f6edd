package dev.tidemark.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.model.type.ValueType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as the HTTP API writes and reads them (docs/reference/http-api.md): times in seconds,
 * bytes in Base64, and null for a number that is not finite.
 */
public final class JsonForm {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonForm() {}

  /** A value of a request. */
  static JsonNode of(@Nullable Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case Boolean b -> JSON.booleanNode(b);
      case Integer i -> JSON.numberNode(i);
      case Long l -> JSON.numberNode(l);
      case Float f -> JSON.numberNode(f);
      case Double d -> JSON.numberNode(d);
      case String s -> JSON.textNode(s);
      case byte[] bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes));
      case Instant time -> JSON.textNode(time.toString());
      case List<?> list -> {
        ArrayNode array = JSON.arrayNode();
        list.forEach(element -> array.add(of(element)));
        yield array;
      }
      default -> throw new IllegalArgumentException("no value of the model: " + value);
    };
  }

  /** A value for people: a text without quotes. */
  public static String text(@Nullable Object value) {
    return text(of(value));
  }

  /** The same. */
  static String text(JsonNode json) {
    return json.isTextual() ? json.textValue() : json.toString();
  }

  /** The value that an answer has. */
  static @Nullable Object read(ValueType type, JsonNode json) {
    if (json.isNull() || json.isMissingNode()) {
      return null;
    }
    if (type.array()) {
      List<@Nullable Object> elements = new ArrayList<>();
      json.forEach(element -> elements.add(read(ValueType.of(type.scalar()), element)));
      return elements;
    }
    return switch (type.scalar()) {
      case BOOL -> json.booleanValue();
      case INT32 -> json.intValue();
      case INT64 -> json.longValue();
      case FLOAT -> json.floatValue();
      case DOUBLE -> json.doubleValue();
      case STRING -> json.textValue();
      case BYTES -> Base64.getDecoder().decode(json.textValue());
      case TIMESTAMP -> Instant.ofEpochSecond(json.longValue());
    };
  }

  /** What is left of a value after it went through an answer. */
  static @Nullable Object through(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Double d when !Double.isFinite(d) -> null;
      case Float f when !Float.isFinite(f) -> null;
      case Instant time -> time.truncatedTo(ChronoUnit.SECONDS);
      case List<?> list -> {
        List<@Nullable Object> elements = new ArrayList<>();
        list.forEach(element -> elements.add(through(element)));
        yield elements;
      }
      default -> value;
    };
  }
}
