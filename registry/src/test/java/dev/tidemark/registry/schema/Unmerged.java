package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What the schema has and the parser still refuses. */
final class Unmerged {
  static final Set<String> KEYS = Set.of("offset");
  static final Set<String> KINDS = Set.of("OnDemandFeatureView");

  private Unmerged() {}

  /** The documents as far as the parser reads them. */
  static List<JsonNode> readable(List<JsonNode> documents) {
    List<JsonNode> readable = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (JsonNode document : documents) {
      if (KINDS.contains(document.path("kind").asText())) {
        gone.add(document.path("name").asText());
      } else {
        readable.add(document.deepCopy());
      }
    }
    readable.forEach(document -> strip(document, gone));
    return readable;
  }

  private static void strip(JsonNode node, List<String> gone) {
    if (node instanceof ObjectNode object) {
      object.remove(KEYS);
    }
    for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
      JsonNode child = children.next();
      if (node.isArray() && child.isTextual() && gone.contains(child.textValue())) {
        children.remove();
      } else {
        strip(child, gone);
      }
    }
  }
}
