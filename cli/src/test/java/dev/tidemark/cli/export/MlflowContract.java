package dev.tidemark.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What MLflow requires of requests; the limits are those of its {@code utils/validation.py}. */
final class MlflowContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> STATUSES =
      Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");
  private static final Set<String> TYPES =
      Set.of("boolean", "integer", "long", "float", "double", "string", "binary", "datetime");

  private MlflowContract() {}

  static void createRun(JsonNode request) {
    only(request, "experiment_id", "run_name", "start_time", "tags", "user_id");
    check(request.path("experiment_id").asText().matches("[a-zA-Z0-9][\\w-]{0,63}"), "experiment");
    check(request.path("start_time").isIntegralNumber(), "start_time");
    tags(request.path("tags"), 250, 5000);
    request
        .path("tags")
        .forEach(tag -> check(tag.path("key").asText().matches("[/\\w.\\- ]*"), "tag key"));
  }

  static void logInputs(JsonNode request, Map<String, ObjectNode> runs) {
    only(request, "run_id", "datasets");
    active(request, runs);
    check(request.path("datasets").size() > 0, "datasets");
    for (JsonNode input : request.path("datasets")) {
      only(input, "tags", "dataset");
      tags(input.path("tags"), 255, 500);
      JsonNode dataset = input.path("dataset");
      only(dataset, "name", "digest", "source_type", "source", "schema", "profile");
      text(dataset, "name", 500);
      text(dataset, "digest", 36);
      text(dataset, "source_type", 500);
      check(json(text(dataset, "source", 65_535)).path("uri").isTextual(), "source");
      schema(json(text(dataset, "schema", 1_048_575)));
      check(json(text(dataset, "profile", 16_777_215)).isObject(), "profile");
    }
  }

  static void updateRun(JsonNode request, Map<String, ObjectNode> runs) {
    only(request, "run_id", "status", "end_time");
    ObjectNode info = active(request, runs);
    String status = request.path("status").asText();
    check(STATUSES.contains(status), "status");
    check(request.path("end_time").isIntegralNumber(), "end_time");
    info.put("status", status);
  }

  /** As {@code mlflow.types.Schema} reads it. */
  static void schema(JsonNode schema) {
    check(schema.path("mlflow_colspec").isArray(), "schema");
    for (JsonNode column : schema.path("mlflow_colspec")) {
      boolean array = column.path("type").asText().equals("array");
      check(array == column.has("items"), "items of " + column);
      JsonNode type = array ? column.path("items").path("type") : column.path("type");
      check(TYPES.contains(type.asText()), "type of " + column);
      check(column.path("name").isTextual() && column.path("required").isBoolean(), "colspec");
    }
  }

  static String text(JsonNode object, String field, int limit) {
    check(object.path(field).isTextual(), field + " is required");
    String text = object.path(field).asText();
    check(text.length() <= limit, field + " exceeds the maximum length of " + limit);
    return text;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("Invalid value: " + what);
    }
  }

  private static ObjectNode active(JsonNode request, Map<String, ObjectNode> runs) {
    ObjectNode info = runs.get(text(request, "run_id", 256));
    check(info != null, "run_id");
    check(info.path("lifecycle_stage").asText().equals("active"), "lifecycle_stage");
    return info;
  }

  private static void tags(JsonNode tags, int key, int value) {
    for (JsonNode tag : tags) {
      only(tag, "key", "value");
      text(tag, "key", key);
      text(tag, "value", value);
    }
  }

  private static void only(JsonNode object, String... fields) {
    List<String> others = new ArrayList<>();
    object.fieldNames().forEachRemaining(others::add);
    others.removeAll(List.of(fields));
    check(others.isEmpty(), "unknown " + others);
  }
}
