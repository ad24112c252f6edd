package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a node says about its HTTP interface.
 *
 * @param document of {@code GET /openapi.json}
 */
record OpenApi(JsonNode document) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(Dialects.getDraft202012());

  static OpenApi parse(String text) throws IOException {
    return new OpenApi(JSON.readTree(text));
  }

  /** Each as method and path. */
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

  /** Checks the body of an answer to a request for one of its paths. */
  void assertHas(String path, HttpResponse<String> answer) throws IOException {
    String method = answer.request().method().toLowerCase(Locale.ROOT);
    JsonNode response =
        document
            .path("paths")
            .path(path)
            .path(method)
            .path("responses")
            .path("" + answer.statusCode());
    JsonNode resolved =
        response.has("$ref") ? document.at(response.path("$ref").asText().substring(1)) : response;
    assertThat(resolved.isObject()).as(answer + " " + answer.body()).isTrue();
    JsonNode schema = resolved.path("content").path("application/json").path("schema");
    if (schema.isObject()) {
      assertFits(schema, JSON.readTree(answer.body()));
    }
  }

  /** Checks a value against one of its schemas. */
  void assertFits(String schema, JsonNode value) throws IOException {
    assertFits(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
  }

  private void assertFits(JsonNode schema, JsonNode value) throws IOException {
    ObjectNode whole = JSON.createObjectNode();
    whole.setAll((ObjectNode) schema.deepCopy());
    whole.set("$defs", document.at("/components/schemas"));
    String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
    assertThat(SCHEMAS.getSchema(JSON.readTree(text)).validate(value))
        .as(value.toPrettyString())
        .isEmpty();
  }
}
