package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.request.Door;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On-demand features over the real server and the real store. */
class OnDemandHttpTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static ServedExample example;
  private static HttpServer server;

  private static final RecordedMeasures MEASURES = new RecordedMeasures();

  @BeforeAll
  static void start() {
    example = new ServedExample(folder);
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    server =
        new HttpServer(
            example.lookups(clock, false),
            new TakenPushes(),
            new ReadyNode(),
            MEASURES,
            Door.at(0));
  }

  @AfterAll
  static void stop() {
    server.close();
    example.close();
  }

  private static HttpResponse<String> post(String body) throws Exception {
    URI address = URI.create("http://localhost:" + server.port() + "/get-online-features");
    return CLIENT.send(
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static JsonNode ok(String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private static String values(JsonNode answer, int column) {
    return answer.at("/results/" + column + "/values").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"entities\": {\"user\": [7, 8]}, \"request_context\": {\"amount\": [10, 4]}",
        "\"entities\": {\"amount\": [10, 4], \"user\": [7, 8]}"
      })
  void request_data_may_stand_in_both_places_and_is_not_echoed(String columns) throws Exception {
    JsonNode answer =
        ok("{\"features\": [\"ratios:per_spent\", \"activity:spent\"], %s}".formatted(columns));

    assertThat(answer.toString())
        .isEqualTo(
            """
            {"metadata":{"feature_names":["user","spent","per_spent"]},"results":[\
            {"values":[7,8],"statuses":["PRESENT","PRESENT"],\
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":[5.0,null],"statuses":["PRESENT","NULL_VALUE"],\
            "event_timestamps":["2026-03-01T11:59:59.500Z","2026-03-01T09:00:00Z"]},\
            {"values":[2.0,null],"statuses":["PRESENT","NULL_VALUE"],\
            "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]}]}\
            """);
  }

  @Test
  void a_key_that_was_never_seen_gives_what_the_expression_makes_of_its_empty_answer()
      throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["ratios:clicks", "ratios:letters"], "entities": {"user": [99, null, 7]}}
            """);

    assertThat(values(answer, 1)).isEqualTo("[1,1,3]");
    assertThat(values(answer, 2)).isEqualTo("[null,null,6]");
    assertThat(answer.at("/results/2/statuses").toString())
        .isEqualTo("[\"NULL_VALUE\",\"NULL_VALUE\",\"PRESENT\"]");
  }

  @Test
  void features_may_be_computed_from_computed_ones_and_have_full_names() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["verdict:odd", "ratios:per_spent", "verdict:nan"],
             "full_feature_names": true,
             "entities": {"user": [7, 7]}, "request_context": {"amount": [10, null]}}
            """);

    assertThat(answer.at("/metadata/feature_names").toString())
        .isEqualTo("[\"user\",\"verdict__odd\",\"ratios__per_spent\",\"verdict__nan\"]");
    assertThat(values(answer, 1)).isEqualTo("[true,null]");
    assertThat(values(answer, 3)).isEqualTo("[null,null]");
    assertThat(answer.at("/results/3/statuses").toString())
        .isEqualTo("[\"PRESENT\",\"NULL_VALUE\"]");
  }

  @Test
  void arrays_and_floats_are_request_data_as_well() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["ratios:heavy", "ratios:part"], "entities": {},
             "request_context": {"weights": [[0.5, 2], [null, 0.5], []], "share": [0.1, 1, null]}}
            """);

    assertThat(values(answer, 0)).isEqualTo("[true,null,false]");
    assertThat(values(answer, 1)).isEqualTo("[0.1,1.0,null]");
  }

  @Test
  void what_needs_no_key_needs_no_entities() throws Exception {
    JsonNode answer =
        ok("{\"features\": [\"pure:twice\"], \"request_context\": {\"amount\": [4, 5]}}");

    assertThat(answer.at("/metadata/feature_names").toString()).isEqualTo("[\"twice\"]");
    assertThat(values(answer, 0)).isEqualTo("[8,10]");
  }

  @Test
  void a_service_joins_inputs_by_the_keys_of_its_parts() throws Exception {
    JsonNode answer =
        ok(
            """
            {"feature_service": "computed", "entities": {"user": [7], "previous": [8]},
             "request_context": {"amount": [10]}}
            """);

    assertThat(answer.at("/metadata/feature_names").toString())
        .isEqualTo("[\"user\",\"previous\",\"clicks_1h\",\"per_spent\",\"clicks\"]");
    assertThat(values(answer, 2)).isEqualTo("[2]");
    assertThat(values(answer, 3)).isEqualTo("[2.0]");
    assertThat(values(answer, 4)).isEqualTo("[1]");
  }

  @Test
  void what_has_an_invalid_operand_is_invalid_and_the_rest_is_answered() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["ratios:clicks", "ratios:letters", "verdict:odd"],
             "entities": {"user": [7, 8]}, "request_context": {"amount": [1, 1]},
             "as_of": "2026-03-01T11:45:00Z"}
            """);

    assertThat(answer.at("/results/1/statuses").toString()).isEqualTo("[\"INVALID\",\"PRESENT\"]");
    assertThat(answer.at("/results/2/statuses/0").textValue()).isEqualTo("PRESENT");
    assertThat(answer.at("/results/3/statuses/0").textValue()).isEqualTo("INVALID");
    assertThat(answer.at("/metadata/tidemark/reasons/0").textValue())
        .startsWith("Cannot answer activity as of 2026-03-01T11:45:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"user\": [7]} | Cannot look up: request_context lacks the column amount of type INT64",
        "\"user\": [7]}, \"request_context\": {\"amuont\": [1]} | Cannot look up: request_context lacks the column amount of type INT64 (did you mean amuont?)",
        "\"user\": [7]}, \"request_context\": {\"amount\": [\"x\"]} | Cannot read request_context.amount, row 0: expected INT64, found \"x\"",
        "\"user\": [7], \"amount\": [1.5]} | Cannot read entities.amount, row 0: expected INT64, found 1.5",
        "\"user\": [7], \"amount\": [1]}, \"request_context\": {\"amount\": [1]} | Cannot look up: column amount stands in entities and in request_context; give it once",
        "\"user\": [7]}, \"request_context\": {\"amount\": [1, 2]} | Cannot read the request: its lists differ in length: {user=1, amount=2}",
        "\"amount\": [1]} | Cannot look up: entities lacks the key column user"
      })
  void request_data_that_does_not_fit_is_told(String columns, String message) throws Exception {
    HttpResponse<String> answer =
        post("{\"features\": [\"ratios:per_spent\"], \"entities\": {%s}".formatted(columns));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(MAPPER.readTree(MAPPER.readTree(answer.body()).textValue()).path("message"))
        .hasToString(MAPPER.writeValueAsString(message));
  }

  @Test
  void a_mistyped_request_column_among_the_entities_is_told_by_its_right_name() throws Exception {
    HttpResponse<String> answer =
        post(
            """
            {"features": ["ratios:per_spent"], "entities": {"user": [7], "amuont": [1]}}
            """);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains("Cannot find an entity with the key amuont (did you mean amount?)");
  }

  @Test
  void request_data_that_is_not_needed_is_passed_over() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["activity:clicks_1h"], "entities": {"user": [7], "amount": ["x"]},
             "request_context": {"anything": [1]}}
            """);

    assertThat(answer.at("/metadata/feature_names").toString())
        .isEqualTo("[\"user\",\"clicks_1h\"]");
  }
}
