package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document that the server serves is valid, and the server is as it says. */
class OpenApiTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;
  private static HttpServer server;
  private static String text;
  private static OpenApiDocument document;

  @BeforeAll
  static void start() throws Exception {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")), false);
    server = serve(lookups, new FakeStatus());
    text = send(server, "GET", "/openapi.json", "").body();
    document = new OpenApiDocument(text);
  }

  @AfterAll
  static void stop() {
    server.close();
    example.close();
  }

  private static HttpServer serve(Lookups lookups, NodeStatus status) {
    return new HttpServer(lookups, new TakenPushes(), status, new RecordedMeasures(), Door.at(0));
  }

  private static HttpResponse<String> send(
      HttpServer server, String method, String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void it_has_every_route_and_no_other() {
    assertThat(document.operations()).containsExactlyInAnyOrderElementsOf(server.routes());
  }

  @Test
  void it_is_an_openapi_document_and_what_is_wrong_in_one_is_found() {
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(text);
    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    String wrong = text.replaceFirst("\"responses\"", "\"answers\"");
    assertThat(new OpenAPIV3Parser().readContents(wrong).getMessages())
        .anyMatch(message -> message.contains("answers"));
  }

  @Test
  void its_schemas_are_of_draft_2020_12() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    var meta =
        registry.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (Map.Entry<String, JsonNode> schema : document.schemas().properties()) {
      assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty();
    }
    assertThat(meta.validate(OpenApiDocument.parse("{\"type\": \"text\"}"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "200|POST|/get-online-features|{\"features\":[\"profile:city\",\"activity:spent\",\"activity:clicks_1h\"],\"entities\":{\"user\":[7,8,99,null]}}",
        "200|POST|/get-online-features|{\"features\":[\"kinds:b\",\"kinds:i\",\"kinds:l\",\"kinds:f\",\"kinds:d\",\"kinds:nan\",\"kinds:bytes\",\"kinds:t\",\"kinds:texts\",\"kinds:holes\"],\"entities\":{\"user\":[7]}}",
        "200|POST|/get-online-features|{\"feature_service\":\"both\",\"features\":null,\"full_feature_names\":true,\"entities\":{\"user\":[7],\"previous\":[8]}}",
        "200|POST|/get-online-features|{\"features\":[\"pure:twice\"],\"request_context\":{\"amount\":[2]}}",
        "200|POST|/get-online-features|{\"features\":[\"activity:clicks_1h\"],\"entities\":{\"user\":[7]},\"as_of\":\"2026-03-01T11:45:00Z\"}",
        "404|POST|/get-online-features|{\"features\":[\"activty:x\"],\"entities\":{\"user\":[1]}}",
        "404|POST|/get-online-features|{\"features\":[\"activity:x\"],\"entities\":{\"user\":[1]}}",
        "404|POST|/get-online-features|{\"feature_service\":\"bth\",\"entities\":{\"user\":[1]}}",
        "404|POST|/get-online-features|{\"features\":[\"activity:spent\"],\"entities\":{\"usr\":[1]}}",
        "422|POST|/get-online-features|{\"features\":[\"activity\"],\"entities\":{\"user\":[1]}}",
        "422|POST|/get-online-features|{",
        "200|POST|/push|{\"push_source_name\":\"s\",\"df\":{\"a\":[1,null],\"b\":[\"x\",\"y\"]},\"to\":\"online\"}",
        "422|POST|/push|{\"push_source_name\":\"SOURCE_NOT_FOUND\",\"df\":{}}",
        "422|POST|/push|{\"push_source_name\":\"UNFIT\",\"df\":{}}",
        "422|POST|/push|{}",
        "429|POST|/push|{\"push_source_name\":\"LAGGING\",\"df\":{}}",
        "503|POST|/push|{\"push_source_name\":\"UNAVAILABLE\",\"df\":{}}",
        "200|POST|/write-to-online-store|{\"feature_view_name\":\"v\",\"df\":{\"a\":[1]}}",
        "404|POST|/write-to-online-store|{\"feature_view_name\":\"VIEW_NOT_FOUND\",\"df\":{}}",
        "422|POST|/write-to-online-store|{\"feature_view_name\":\"UNFIT\",\"df\":{}}",
        "429|POST|/write-to-online-store|{\"feature_view_name\":\"LAGGING\",\"df\":{}}",
        "503|POST|/write-to-online-store|{\"feature_view_name\":\"UNAVAILABLE\",\"df\":{}}",
        "200|GET|/health|``",
        "200|GET|/health?wait&timeout=1|``",
        "503|GET|/health?wait=true&timeout=0|``",
        "422|GET|/health?wait=perhaps|``",
        "422|GET|/health?wait=true&timeout=soon|``",
        "200|GET|/metrics|``",
        "200|GET|/openapi.json|``",
        "200|POST|/api/v1/seen|{\"entity\":\"user\",\"key\":{\"user\":7}}",
        "200|POST|/api/v1/seen|{\"entity\":\"place\",\"key\":{\"city\":\"Zug\",\"zone\":1}}",
        "404|POST|/api/v1/seen|{\"entity\":\"usr\",\"key\":{\"user\":7}}",
        "422|POST|/api/v1/seen|{\"entity\":\"user\",\"key\":{\"user\":null}}",
        "200|GET|/api/v1/projects|``",
        "404|GET|/api/v1/projects/none|``",
        "404|GET|/api/v1/entities/none|``",
        "404|GET|/api/v1/sources/none|``",
        "404|GET|/api/v1/feature-views/none|``",
        "404|GET|/api/v1/feature-services/none|``",
        "404|GET|/api/v1/lineage?of=none|``",
        "500|GET|/api/v1/lineage|``",
        "503|GET|/api/v1/versions|``",
        "404|GET|/api/v1/versions/9|``",
        "422|GET|/api/v1/versions/first|``",
      })
  void it_has_every_answer(int status, String method, String path, String body) throws Exception {
    HttpResponse<String> answer = send(server, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    document.assertHas(answer);
    if (method.equals("POST") && status == 200) {
      assertThat(document.ofRequest(path, body)).isEmpty();
    }
  }

  @Test
  void it_has_the_answers_of_a_node_that_has_nothing_deployed() throws Exception {
    try (HttpServer empty = serve(new NoLookups(), new FakeStatus(false))) {
      HttpResponse<String> lookup =
          send(empty, "POST", "/get-online-features", "{\"features\":[\"a:b\"],\"entities\":{}}");
      assertThat(lookup.statusCode()).isEqualTo(503);
      document.assertHas(lookup);
      HttpResponse<String> seen =
          send(empty, "POST", "/api/v1/seen", "{\"entity\":\"user\",\"key\":{\"user\":7}}");
      assertThat(seen.statusCode()).isEqualTo(503);
      document.assertHas(seen);
      for (String route : server.routes()) {
        String path = route.replaceFirst("GET ", "").replaceFirst("\\{.*", "1");
        if (path.startsWith("/api/v1/") && !path.endsWith("/status")) {
          HttpResponse<String> answer = send(empty, "GET", path, "");
          assertThat(answer.statusCode()).as(path).isEqualTo(503);
          document.assertHas(answer);
        }
      }
    }
  }

  @Test
  void it_has_the_answers_to_what_is_too_long_and_of_failures() throws Exception {
    String tooLong = " ".repeat((16 << 20) + 1);
    for (String path :
        List.of("/get-online-features", "/push", "/write-to-online-store", "/api/v1/seen")) {
      HttpResponse<String> answer = send(server, "POST", path, tooLong);
      assertThat(answer.statusCode()).isEqualTo(413);
      document.assertHas(answer);
    }
    try (HttpServer broken = serve(new BrokenLookups(lookups), new FakeStatus())) {
      HttpResponse<String> answer =
          send(
              broken,
              "POST",
              "/get-online-features",
              "{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]}}");
      assertThat(answer.statusCode()).isEqualTo(500);
      document.assertHas(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /nowhere", "GET, /push", "POST, /health", "PUT, /metrics"})
  void an_error_of_no_route_is_feasts(String method, String path) throws Exception {
    JsonNode body = OpenApiDocument.parse(send(server, method, path, "").body());
    document.assertFits("FeastErrorContent", OpenApiDocument.parse(body.textValue()));
  }

  @ParameterizedTest
  @CsvSource({"GET, /api/v1/nowhere", "POST, /api/v1/status", "DELETE, /api/v1/entities/user"})
  void below_api_it_is_plain(String method, String path) throws Exception {
    HttpResponse<String> answer = send(server, method, path, "");
    JsonNode body = OpenApiDocument.parse(answer.body());
    document.assertFits("Error", body);
    assertThat(body.path("status").intValue()).isEqualTo(answer.statusCode());
  }
}
