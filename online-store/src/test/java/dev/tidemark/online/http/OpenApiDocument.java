package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a server says about itself, and whether its answers are so. */
final class OpenApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(Dialects.getDraft202012());
  private final JsonNode document;

  OpenApiDocument(String text) {
    this.document = parse(text);
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  JsonNode schemas() {
    return document.at("/components/schemas");
  }

  /** Each as method and path: {@code GET /health}. */
  List<String> operations() {
    List<String> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method ->
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  /** The errors of the body of a request. */
  List<Error> ofRequest(String path, String body) {
    JsonNode content = operation("POST", path).at("/requestBody/content");
    return schema(content.path("application/json").path("schema")).validate(parse(body));
  }

  /** Checks that the document has an answer's status, its type, and its body. */
  void assertHas(HttpResponse<String> answer) {
    String path = answer.uri().getPath();
    JsonNode response =
        resolved(
            operation(answer.request().method(), path)
                .path("responses")
                .path(Integer.toString(answer.statusCode())));
    assertThat(response.isObject()).as(answer + " " + answer.body()).isTrue();
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(answer.toString()).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    assertThat(content.has(type)).as(answer + " " + type).isTrue();
    if (type.equals("application/json")) {
      JsonNode body = parse(answer.body());
      assertFits(content.path(type).path("schema"), body);
      if (answer.statusCode() >= 400 && body.isTextual()) {
        assertFits("FeastErrorContent", parse(body.textValue()));
      }
    }
  }

  /** Checks a value against a schema of the document. */
  void assertFits(String schema, JsonNode value) {
    assertThat(schemas().has(schema)).isTrue();
    assertFits(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
  }

  private void assertFits(JsonNode schema, JsonNode value) {
    assertThat(schema(schema).validate(value)).as(value.toPrettyString()).isEmpty();
  }

  private JsonNode operation(String method, String path) {
    JsonNode exact = document.path("paths").path(path);
    JsonNode templates = document.path("paths");
    Stream<String> names = templates.properties().stream().map(e -> e.getKey());
    JsonNode found =
        exact.isObject()
            ? exact
            : templates.path(
                names
                    .filter(name -> path.matches(name.replaceAll("\\{\\w+}", "[^/]+")))
                    .findFirst()
                    .orElse(""));
    return found.path(method.toLowerCase(Locale.ROOT));
  }

  private JsonNode resolved(JsonNode response) {
    return response.has("$ref")
        ? document.at(response.path("$ref").asText().substring(1))
        : response;
  }

  /** A schema with those that it refers to. */
  private Schema schema(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.setAll((ObjectNode) schema.deepCopy());
    whole.set("$defs", schemas());
    return SCHEMAS.getSchema(parse(whole.toString().replace("#/components/schemas/", "#/$defs/")));
  }
}
