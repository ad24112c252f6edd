package dev.tidemark.online.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.Deployment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The body of a question what is held of a key. Fields that are not known are ignored.
 *
 * @param entityName a name that may not be deployed
 * @param fields an object
 */
record SeenBody(String entityName, JsonNode fields) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * Reads a body.
   *
   * @throws RequestException that names what does not fit
   */
  static SeenBody read(byte[] bytes) {
    JsonNode body = RequestBody.object(MAPPER, bytes, "entity and key");
    JsonNode entity = body.path("entity");
    if (!entity.isTextual()) {
      throw RequestBody.unfit("entity", "a name", entity);
    }
    JsonNode key = body.path("key");
    if (!key.isObject()) {
      throw RequestBody.unfit("key", "an object with a value for each key of the entity", key);
    }
    return new SeenBody(entity.textValue(), key);
  }

  /**
   * The entity.
   *
   * @throws RequestException when it is not deployed
   */
  Entity entity(Deployment deployment) {
    List<Entity> known = deployment.version().definitions().entities();
    return known.stream()
        .filter(entity -> entity.name().equals(entityName))
        .findFirst()
        .orElseThrow(() ->
            new RequestException(
                404,
                "EntityNotFoundException",
                "Cannot find entity %s: nothing of that name is deployed%s"
                    .formatted(
                        entityName,
                        Nearest.hint(entityName, known.stream().map(Entity::name).toList()))));
  }

  /**
   * The values of the entity's key, in its order.
   *
   * @throws RequestException when it has another field, lacks one, or a value does not fit
   */
  List<Object> key(Entity entity) {
    for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!entity.keyNames().contains(name)) {
        throw RequestException.unfit(
            "Cannot read key.%s: entity %s has no such key%s"
                .formatted(name, entityName, Nearest.hint(name, entity.keyNames())));
      }
    }
    List<Object> values = new ArrayList<>();
    for (Column column : entity.keys()) {
      values.add(value(column));
    }
    return values;
  }

  private Object value(Column column) {
    JsonNode sent = fields.path(column.name());
    if (sent.isMissingNode()) {
      throw RequestException.unfit(
          "Cannot read the request: key lacks %s of type %s"
              .formatted(column.name(), column.type()));
    }
    Object value = RequestValue.read(column.type(), sent);
    if (value == null) {
      throw RequestException.unfit(
          "Cannot read key.%s: expected %s, found %s%s"
              .formatted(
                  column.name(),
                  column.type(),
                  RequestBody.shown(sent),
                  sent.isNull() ? "; nothing is held of a null key" : ""));
    }
    return value;
  }
}
