package dev.tidemark.online.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.tidemark.online.request.FeatureRequest;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.SentColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the bodies of lookups. Fields that are not known are ignored. */
final class RequestBody {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private RequestBody() {}

  /**
   * Reads a body.
   *
   * @throws RequestException that names what does not fit
   */
  static FeatureRequest read(byte[] bytes) {
    JsonNode body = object(MAPPER, bytes, "features or feature_service, and entities");
    Optional<String> service = service(body);
    Map<String, SentColumn> entities = sent(columns(body, "entities"));
    Map<String, SentColumn> context = sent(columns(body, "request_context"));
    if (!body.hasNonNull("entities") && context.isEmpty()) {
      throw RequestException.unfit(
          "Cannot read the request: entities is missing; expected an object with a list of values for each key");
    }
    FeatureRequest.sameLengths(entities, context);
    return new FeatureRequest(
        service,
        service.isPresent() ? List.of() : features(body),
        entities,
        context,
        fullNames(body),
        asOf(body));
  }

  /** The object that a body holds. */
  static JsonNode object(JsonMapper mapper, byte[] bytes, String expected) {
    if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
      throw RequestException.unfit(
          "Cannot read the request: the body is empty; expected JSON with " + expected);
    }
    JsonNode body = parse(mapper, bytes);
    if (!body.isObject()) {
      throw RequestException.unfit(
          "Cannot read the request: expected a JSON object, found " + kind(body));
    }
    return body;
  }

  private static JsonNode parse(JsonMapper mapper, byte[] bytes) {
    try {
      return mapper.readTree(bytes);
    } catch (IOException | NumberFormatException e) {
      // Two mistakes fail without a place: what is no text of the encoding with which it seems to
      // begin, and a decimal number whose exponent is too large
      JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
      String place =
          at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
      throw RequestException.unfit(
          "Cannot read the request: the body is no JSON%s".formatted(place));
    }
  }

  private static Optional<String> service(JsonNode body) {
    JsonNode service = body.path("feature_service");
    if (service.isMissingNode() || service.isNull()) {
      return Optional.empty();
    }
    if (!service.isTextual()) {
      throw unfit("feature_service", "a string", service);
    }
    return Optional.of(service.textValue()).filter(name -> !name.isEmpty());
  }

  private static List<String> features(JsonNode body) {
    JsonNode features = body.path("features");
    if (features.isMissingNode()
        || features.isNull()
        || (features.isArray() && features.isEmpty())) {
      throw FeatureRequest.noFeatures();
    }
    if (!features.isArray()) {
      throw unfit("features", "a list of view:feature", features);
    }
    List<String> references = new ArrayList<>(features.size());
    for (JsonNode reference : features) {
      if (!reference.isTextual()) {
        throw unfit("features", "a list of view:feature", reference);
      }
      references.add(reference.textValue());
    }
    return references;
  }

  /** The lists of a field, by name. */
  static Map<String, JsonNode> columns(JsonNode body, String field) {
    JsonNode columns = body.path(field);
    if (columns.isMissingNode() || columns.isNull()) {
      return Map.of();
    }
    if (!columns.isObject()) {
      throw unfit(field, "an object of lists", columns);
    }
    Map<String, JsonNode> lists = new LinkedHashMap<>();
    columns
        .properties()
        .forEach(column -> {
          if (!column.getValue().isArray()) {
            throw unfit(field + "." + column.getKey(), "a list", column.getValue());
          }
          lists.put(column.getKey(), column.getValue());
        });
    return lists;
  }

  private static Map<String, SentColumn> sent(Map<String, JsonNode> lists) {
    Map<String, SentColumn> columns = new LinkedHashMap<>();
    lists.forEach((name, list) -> columns.put(name, new JsonColumn(list)));
    return columns;
  }

  private static boolean fullNames(JsonNode body) {
    JsonNode full = body.path("full_feature_names");
    if (!full.isMissingNode() && !full.isNull() && !full.isBoolean()) {
      throw unfit("full_feature_names", "true or false", full);
    }
    return full.booleanValue();
  }

  private static Optional<Long> asOf(JsonNode body) {
    JsonNode asOf = body.path("as_of");
    if (asOf.isMissingNode() || asOf.isNull()) {
      return Optional.empty();
    }
    Optional<Long> time =
        asOf.isTextual() ? FeatureRequest.time(asOf.textValue()) : Optional.empty();
    if (time.isEmpty()) {
      throw unfit("as_of", FeatureRequest.AN_RFC_3339_TIME, asOf);
    }
    return time;
  }

  static RequestException unfit(String field, String expected, JsonNode found) {
    return FeatureRequest.unfit(field, expected, shown(found));
  }

  private static String kind(JsonNode node) {
    JsonNodeType type = node.getNodeType();
    return type == JsonNodeType.MISSING
        ? "nothing"
        : "a value of kind " + type.name().toLowerCase(Locale.ROOT);
  }

  static String shown(JsonNode node) {
    return FeatureRequest.shortened(node.toString());
  }
}
