package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.json.ExactJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of a push. Fields that are not known are ignored.
 *
 * @param target the name of a source or a view
 * @param rows of the data frame, which is written column by column
 */
record PushBody(String target, List<ObjectNode> rows) {
  /** There is one log for both stores, so all of them mean both. */
  private static final Set<String> STORES = Set.of("online", "offline", "online_and_offline");

  private static final JsonMapper MAPPER =
      ExactJson.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * Reads a body.
   *
   * @param nameField of the body that holds the target
   * @throws RequestException that names what does not fit
   */
  static PushBody read(byte[] bytes, String nameField) {
    JsonNode body = RequestBody.object(MAPPER, bytes, nameField + " and df");
    JsonNode target = body.path(nameField);
    if (target.asText().isEmpty() || !target.isTextual()) {
      throw RequestBody.unfit(nameField, "a name", target);
    }
    JsonNode to = body.path("to");
    if (!to.isMissingNode() && !to.isNull() && !STORES.contains(to.asText())) {
      throw RequestBody.unfit("to", "online, offline or online_and_offline", to);
    }
    if (!body.path("df").isObject()) {
      throw RequestBody.unfit("df", "an object of lists", body.path("df"));
    }
    Map<String, JsonNode> columns = RequestBody.columns(body, "df");
    Map<String, Integer> lengths = new LinkedHashMap<>();
    columns.forEach((name, list) -> lengths.put(name, list.size()));
    FeatureRequest.sameLengths(lengths);
    return new PushBody(target.textValue(), rows(columns));
  }

  private static List<ObjectNode> rows(Map<String, JsonNode> columns) {
    int count = columns.values().stream().mapToInt(JsonNode::size).findAny().orElse(0);
    List<ObjectNode> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ObjectNode row = MAPPER.createObjectNode();
      int place = i;
      columns.forEach((name, values) -> row.set(name, values.get(place)));
      rows.add(row);
    }
    return rows;
  }
}
