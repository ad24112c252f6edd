package dev.tidemark.checker.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.checker.definition.Scalar;
import dev.tidemark.checker.definition.Type;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads values as the oracle has them. */
final class Values {
  static final ObjectMapper JSON = new ObjectMapper();

  private Values() {}

  /** A value of a lookup's answer, which has times in whole seconds. */
  static Object ofLookup(Type type, JsonNode value) {
    return json(type, value);
  }

  /** A field of a training set in CSV. */
  static Object ofCsv(Type type, String field) {
    if (field == null) {
      return null;
    }
    try {
      return type.array() ? json(type, JSON.readTree(field)) : text(type.scalar(), field);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No list: " + field, e);
    }
  }

  /** What lookups give for a value: times without parts of seconds. */
  static Object asLookup(Object value) {
    return switch (value) {
      case Instant time -> time.truncatedTo(ChronoUnit.SECONDS);
      case List<?> list -> list.stream().map(Values::asLookup).toList();
      case null, default -> value;
    };
  }

  private static Object json(Type type, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (type.array()) {
      List<Object> list = new ArrayList<>();
      value.forEach(element -> list.add(json(Type.of(type.scalar()), element)));
      return list;
    }
    boolean fits =
        switch (type.scalar()) {
          case BOOL -> value.isBoolean();
          case INT32, INT64 -> value.isIntegralNumber();
          case FLOAT, DOUBLE -> value.isNumber();
          case STRING, BYTES -> value.isTextual();
          case TIMESTAMP -> value.isTextual() || value.isIntegralNumber();
        };
    if (!fits) {
      throw new AssertionError("Not of type " + type + ": " + value);
    }
    return value.isTextual() || type.scalar() != Scalar.TIMESTAMP
        ? text(type.scalar(), value.asText())
        : Instant.ofEpochSecond(value.asLong());
  }

  private static Object text(Scalar type, String text) {
    return switch (type) {
      case BOOL -> Boolean.valueOf(text);
      case INT32, INT64 -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case STRING, BYTES -> text;
      case TIMESTAMP -> Instant.parse(text);
    };
  }
}
