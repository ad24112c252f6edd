package dev.tidemark.online.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.PushException.Kind;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import feast.proto.types.ValueProto.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Events that came as messages, as the rows that they are over HTTP. */
final class SentEvents {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SentEvents() {}

  /**
   * The rows of a request.
   *
   * @throws PushException that names row and field of a time outside the years 0001 to 9999
   */
  static List<ObjectNode> rows(PublishRequest request) {
    List<ObjectNode> rows = new ArrayList<>(request.getEventsCount());
    for (int number = 0; number < request.getEventsCount(); number++) {
      ObjectNode row = JSON.objectNode();
      for (Map.Entry<String, Value> column : request.getEvents(number).getColumnsMap().entrySet()) {
        try {
          row.set(column.getKey(), json(column.getValue()));
        } catch (DateTimeException e) {
          throw new PushException(
              Kind.UNFIT,
              "Cannot push row %d to source %s: Cannot read field %s: %s; nothing was written"
                  .formatted(number, request.getSource(), column.getKey(), e.getMessage()));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static JsonNode json(Value value) {
    return switch (value.getValCase()) {
      case BYTES_VAL -> bytes(value.getBytesVal());
      case STRING_VAL -> JSON.textNode(value.getStringVal());
      case INT32_VAL -> JSON.numberNode(value.getInt32Val());
      case INT64_VAL -> JSON.numberNode(value.getInt64Val());
      case DOUBLE_VAL -> float64(value.getDoubleVal());
      case FLOAT_VAL -> float32(value.getFloatVal());
      case BOOL_VAL -> JSON.booleanNode(value.getBoolVal());
      case UNIX_TIMESTAMP_VAL -> time(value.getUnixTimestampVal());
      case BYTES_LIST_VAL -> list(value.getBytesListVal().getValList(), SentEvents::bytes);
      case STRING_LIST_VAL -> list(value.getStringListVal().getValList(), JSON::textNode);
      case INT32_LIST_VAL -> list(value.getInt32ListVal().getValList(), JSON::numberNode);
      case INT64_LIST_VAL -> list(value.getInt64ListVal().getValList(), JSON::numberNode);
      case DOUBLE_LIST_VAL -> list(value.getDoubleListVal().getValList(), SentEvents::float64);
      case FLOAT_LIST_VAL -> list(value.getFloatListVal().getValList(), SentEvents::float32);
      case BOOL_LIST_VAL -> list(value.getBoolListVal().getValList(), JSON::booleanNode);
      case UNIX_TIMESTAMP_LIST_VAL ->
          list(value.getUnixTimestampListVal().getValList(), SentEvents::time);
      case NULL_VAL, VAL_NOT_SET -> JSON.nullNode();
    };
  }

  private static <E> JsonNode list(List<E> elements, Function<E, JsonNode> json) {
    ArrayNode list = JSON.arrayNode(elements.size());
    elements.forEach(element -> list.add(json.apply(element)));
    return list;
  }

  private static JsonNode bytes(ByteString bytes) {
    return JSON.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  /** Events hold what is not finite as a text. */
  private static JsonNode float64(double value) {
    return Double.isFinite(value) ? JSON.numberNode(value) : JSON.textNode(Double.toString(value));
  }

  /** In its shortest form, not widened. */
  private static JsonNode float32(float value) {
    return Float.isFinite(value)
        ? JSON.numberNode(new BigDecimal(Float.toString(value)))
        : JSON.textNode(Float.toString(value));
  }

  private static JsonNode time(long seconds) {
    return JSON.textNode(Micros.format(Micros.checked(Instant.ofEpochSecond(seconds))));
  }
}
