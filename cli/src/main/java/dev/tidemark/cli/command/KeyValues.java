package dev.tidemark.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.Selection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What people type for a key or for request data, as the JSON of its type. */
final class KeyValues {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Selection selection;
  private final String option;

  /**
   * Reads the values of an option.
   *
   * @param option for messages: {@code --entity}
   */
  KeyValues(Selection selection, String option) {
    this.selection = selection;
    this.option = option;
  }

  /**
   * The values of one column; those of a column that is not asked for stay texts.
   *
   * @throws CommandException when a value does not fit the column's type
   */
  ArrayNode of(String name, List<String> values) {
    Optional<Column> column =
        Stream.concat(selection.keys().stream(), selection.request().stream())
            .filter(c -> c.name().equals(name))
            .findFirst();
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (String value : values) {
      json.add(column.map(c -> typed(c, value)).orElseGet(() -> TextNode.valueOf(value)));
    }
    return json;
  }

  private JsonNode typed(Column column, String value) {
    if (column.type().array()) {
      return parsed(column, value, JsonNode::isArray);
    }
    return switch (column.type().scalar()) {
      case INT32, INT64 -> integer(column, value);
      case FLOAT, DOUBLE -> parsed(column, value, JsonNode::isNumber);
      case BOOL -> BooleanNode.valueOf(Boolean.parseBoolean(value));
      case STRING, BYTES, TIMESTAMP -> TextNode.valueOf(value);
    };
  }

  private JsonNode integer(Column column, String value) {
    try {
      return LongNode.valueOf(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      throw unreadable(column, value);
    }
  }

  private JsonNode parsed(Column column, String value, Predicate<JsonNode> fits) {
    try {
      JsonNode json = JSON.readTree(value);
      if (fits.test(json)) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw unreadable(column, value);
    }
    throw unreadable(column, value);
  }

  private CommandException unreadable(Column column, String value) {
    return CommandException.usage(
        "Cannot read %s %s=%s: expected %s".formatted(option, column.name(), value, column.type()));
  }
}
