package dev.tidemark.cli.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What tells an object from others of its kind. */
final class Essentials {
  private final JsonNode object;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  private Essentials(JsonNode object) {
    this.object = object;
  }

  static ObjectNode of(Kind kind, JsonNode object) {
    Essentials to = new Essentials(object).copy("name");
    switch (kind) {
      case ENTITY -> to.copy("keys");
      case SOURCE -> to.copy("topic").count("columns").count("derived");
      case FEATURE_VIEW -> to.copy("entity").copy("source").count("features");
      case ON_DEMAND_FEATURE_VIEW -> to.copy("inputs").copy("request").count("features");
      case FEATURE_SERVICE -> to.views();
    }
    return to.copy("owner").copy("description").json;
  }

  private Essentials copy(String field) {
    if (object.has(field)) {
      json.set(field, object.path(field));
    }
    return this;
  }

  private Essentials count(String field) {
    json.put(field, object.path(field).size());
    return this;
  }

  private void views() {
    for (JsonNode part : object.path("features")) {
      json.withArray("views").add(part.path("view").asText());
    }
  }
}
