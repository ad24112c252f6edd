package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Requests for the features of users, pages and channels. */
final class Lookup {
  private Lookup() {}

  /** All features of the service for some edits' keys, now. */
  static ObjectNode ofService(List<Edit> edits) {
    return entities(edits).put("feature_service", Demo.SERVICE);
  }

  /** A few features for some edits' keys, now. */
  static ObjectNode of(List<Edit> edits, String... features) {
    ObjectNode request = entities(edits);
    ArrayNode references = request.putArray("features");
    for (String feature : features) {
      references.add(feature);
    }
    return request;
  }

  private static ObjectNode entities(List<Edit> edits) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ObjectNode entities = request.putObject("entities");
    ArrayNode users = entities.putArray("user");
    ArrayNode pages = entities.putArray("page");
    ArrayNode channels = entities.putArray("channel");
    for (Edit edit : edits) {
      users.add(edit.user());
      pages.add(edit.page());
      channels.add(edit.channel());
    }
    return request;
  }
}
