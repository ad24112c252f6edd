package dev.tidemark.registry.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an editor makes of a schema. */
final class Editor {
  /** Draft 2020-12, and what editors show beside the values of an enum. */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new AnnotationKeyword("enumDescriptions"))
              .build());

  static final Editor DEFINITIONS = new Editor(LanguageSchema.definitions());
  static final Editor SETTINGS = new Editor(LanguageSchema.settings());

  private final JsonNode node;
  private final Schema schema;

  private Editor(String text) {
    try {
      node = Yaml.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    schema = REGISTRY.getSchema(text, InputFormat.JSON);
  }

  /** The errors of a value that stands under the key of an object. */
  List<Error> errors(String pointer, String key, JsonNode value) {
    ObjectNode property = Yaml.JSON.createObjectNode();
    property.put("$schema", at("/$schema").textValue());
    property.put("$ref", "#" + pointer + "/properties/" + key);
    property.set("$defs", at("/$defs"));
    return REGISTRY.getSchema(property).validate(value);
  }

  List<Error> errors(JsonNode document) {
    return schema.validate(document);
  }

  JsonNode at(String pointer) {
    return node.at(JsonPointer.compile(pointer));
  }

  /** The properties of the closed object that refused an unknown key. */
  static String closedObject(Error error) {
    String location = error.getSchemaLocation().toString();
    return location.substring(location.indexOf('#') + 1).replaceAll("/additionalProperties$", "");
  }

  Set<String> properties(String pointer) {
    Set<String> names = new TreeSet<>();
    at(pointer + "/properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The objects that take no other keys than theirs, by their pointers. */
  Map<String, JsonNode> closedObjects() {
    Map<String, JsonNode> found = new TreeMap<>();
    collect("", node, found);
    return found;
  }

  private static void collect(String pointer, JsonNode at, Map<String, JsonNode> found) {
    JsonNode open = at.get("additionalProperties");
    if (open != null && open.isBoolean() && !open.booleanValue()) {
      found.put(pointer, at);
    }
    at.properties().forEach(e -> collect(pointer + "/" + e.getKey(), e.getValue(), found));
  }
}
