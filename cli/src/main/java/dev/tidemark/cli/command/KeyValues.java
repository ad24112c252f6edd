package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;

/** What people type for a key, as the JSON of its type. */
final class KeyValues {
  private KeyValues() {}

  /**
   * The values of one key; those of a key that is not asked for stay texts.
   *
   * @throws CommandException when a value does not fit the key's type
   */
  static ArrayNode of(Selection selection, String key, List<String> values) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (String value : values) {
      json.add(
          selection.keys().stream()
              .filter(column -> column.name().equals(key))
              .findFirst()
              .map(column -> typed(column, value))
              .orElseGet(() -> TextNode.valueOf(value)));
    }
    return json;
  }

  private static JsonNode typed(Column key, String value) {
    return switch (key.type().scalar()) {
      case INT32, INT64 -> integer(key, value);
      case BOOL -> BooleanNode.valueOf(Boolean.parseBoolean(value));
      case STRING, BYTES, TIMESTAMP, FLOAT, DOUBLE -> TextNode.valueOf(value);
    };
  }

  private static JsonNode integer(Column key, String value) {
    try {
      return LongNode.valueOf(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      throw CommandException.usage(
          "Cannot read --entity %s=%s: expected %s".formatted(key.name(), value, key.type()));
    }
  }
}
