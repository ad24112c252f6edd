package dev.tidemark.offline.flight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.yaml.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, each read once; null is as if it were not there. */
final class Fields {
  private final String what;
  private final JsonNode object;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param what it is, for messages
   * @throws ExportException when it is no object
   */
  Fields(String what, JsonNode object) {
    this.what = what;
    this.object = object;
    if (!object.isObject()) {
      throw new ExportException(
          "Cannot read %s: expected a JSON object, found %s".formatted(what, object));
    }
  }

  private @Nullable JsonNode field(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private ExportException unfit(String name, String expected, JsonNode found) {
    return new ExportException(
        "Cannot read %s of %s: expected %s, found %s".formatted(name, what, expected, found));
  }

  Optional<String> text(String name) {
    JsonNode value = field(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw unfit(name, "a text", value);
    }
    return Optional.of(value.textValue());
  }

  String required(String name) {
    return text(name)
        .orElseThrow(
            () -> new ExportException("Cannot read %s: it has no %s".formatted(what, name)));
  }

  /** The value, or the first of those that it may be. */
  String oneOf(String name, String usual, String other) {
    String value = text(name).orElse(usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw new ExportException(
          "Cannot read %s of %s: expected %s or %s, found %s"
              .formatted(name, what, usual, other, value));
    }
    return value;
  }

  boolean flag(String name) {
    JsonNode value = field(name);
    if (value != null && !value.isBoolean()) {
      throw unfit(name, "true or false", value);
    }
    return value != null && value.booleanValue();
  }

  /** A duration longer than zero. */
  Duration duration(String name) {
    String text = required(name);
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            new ExportException(
                "Cannot read %s of %s: %s, found %s"
                    .formatted(name, what, Durations.EXPECTED, text)));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : elements(name)) {
      if (!element.isTextual()) {
        throw unfit(name, "texts", element);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : elements(name)) {
      objects.add(new Fields("%s[%d]".formatted(name, objects.size()), element));
    }
    return objects;
  }

  private Iterable<JsonNode> elements(String name) {
    JsonNode value = field(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw unfit(name, "a list", value);
    }
    return value;
  }

  /**
   * All fields have been read.
   *
   * @throws ExportException when there are others
   */
  void done() {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw new ExportException(
                "Cannot read %s: unknown field %s%s: expected %s"
                    .formatted(what, name, Nearest.hint(name, known), String.join(", ", known)));
          }
        });
  }
}
