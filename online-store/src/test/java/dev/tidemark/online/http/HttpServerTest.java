package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server over the real store; bodies byte for byte. */
class HttpServerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final AtomicBoolean READY = new AtomicBoolean(true);

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private static HttpServer shared;

  /** A test that needs another one replaces it. */
  private HttpServer server = shared;

  private static final RecordedMeasures MEASURES = new RecordedMeasures();

  private static final NodeStatus STATUS =
      new NodeStatus() {
        @Override
        public boolean ready() {
          return READY.get();
        }

        @Override
        public boolean awaitCaughtUp(Duration timeout) {
          return READY.get() && !timeout.isZero();
        }

        @Override
        public Object report() {
          return Map.of("jobs", List.of(Map.of("name", "fold user", "lag", 3L)));
        }
      };

  @BeforeAll
  static void start() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(NOW), false);
    shared = new HttpServer(lookups, new TakenPushes(), STATUS, MEASURES, Door.at(0));
  }

  @AfterAll
  static void stop() {
    shared.close();
    example.close();
  }

  @AfterEach
  void stopOwn() {
    READY.set(true);
    if (server != shared) {
      server.close();
    }
  }

  @Test
  void answers_column_by_column_with_the_entity_first() throws Exception {
    HttpResponse<String> answer =
        post(
            """
            {"features": ["profile:city", "activity:clicks_1h", "profile:score", "activity:spent"],
             "entities": {"user": [7, 8, 99, 7]}, "unknown": true}
            """);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            oneLine(
                """
                {"metadata":{"feature_names":["user","city","clicks_1h","score","spent"]},
                "results":[
                {"values":[7,8,99,7],
                "statuses":["PRESENT","PRESENT","PRESENT","PRESENT"],
                "event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},
                {"values":["Zürich",null,null,"Zürich"],
                "statuses":["PRESENT","OUTSIDE_MAX_AGE","NOT_FOUND","PRESENT"],
                "event_timestamps":["2026-03-01T11:30:00Z","2026-02-01T00:00:00.000001Z",
                "1970-01-01T00:00:00Z","2026-03-01T11:30:00Z"]},
                {"values":[2,0,0,2],
                "statuses":["PRESENT","PRESENT","NOT_FOUND","PRESENT"],
                "event_timestamps":["2026-03-01T11:59:59.500Z","2026-03-01T09:00:00Z",
                "1970-01-01T00:00:00Z","2026-03-01T11:59:59.500Z"]},
                {"values":[0.1,null,null,0.1],
                "statuses":["PRESENT","OUTSIDE_MAX_AGE","NOT_FOUND","PRESENT"],
                "event_timestamps":["2026-03-01T11:30:00Z","2026-02-01T00:00:00.000001Z",
                "1970-01-01T00:00:00Z","2026-03-01T11:30:00Z"]},
                {"values":[5.0,null,null,5.0],
                "statuses":["PRESENT","NULL_VALUE","NOT_FOUND","PRESENT"],
                "event_timestamps":["2026-03-01T11:59:59.500Z","2026-03-01T09:00:00Z",
                "1970-01-01T00:00:00Z","2026-03-01T11:59:59.500Z"]}]}
                """));
  }

  @Test
  void writes_every_type_as_feast_does() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["kinds:b", "kinds:i", "kinds:l", "kinds:f", "kinds:d", "kinds:nan",
                          "kinds:bytes", "kinds:t", "kinds:texts", "kinds:whole"],
             "entities": {"user": [7]}}
            """);

    assertThat(answer.path("results").toString())
        .contains("\"values\":[true]")
        .contains("\"values\":[-5]")
        .contains("\"values\":[9007199254740993]")
        .contains("\"values\":[0.1]")
        .contains("\"values\":[0.30000000000000004]")
        .contains("\"values\":[\"AAH/\"]")
        .contains("\"values\":[1767225600]")
        .contains("\"values\":[[\"new\",\"old\"]]");
    assertThat(
            post(MAPPER.writeValueAsString(
                    Map.of(
                        "features",
                        List.of("kinds:whole", "kinds:nan"),
                        "entities",
                        Map.of("user", List.of(7)))))
                .body())
        .contains("\"values\":[3.0]")
        .contains("{\"values\":[null],\"statuses\":[\"PRESENT\"]");
  }

  @Test
  void an_answer_is_the_same_however_often_it_is_asked_for() throws Exception {
    server =
        new HttpServer(
            example.lookups(InstantSource.fixed(NOW), false),
            new TakenPushes(),
            STATUS,
            MEASURES,
            Door.at(0));
    String body =
        """
        {"features": ["profile:city", "profile:score", "kinds:d", "kinds:bytes", "kinds:l",
                      "kinds:nan", "kinds:t", "kinds:holes"],
         "entities": {"user": [9, 7, 99, null, 8, 9]}}
        """;
    String first = post(body).body();
    assertThat(MAPPER.readTree(first).at("/results/1/values/0").textValue())
        .isEqualTo(ServedExample.LONG_NAME);
    assertThat(first)
        .contains("[-1.0E-30,0.1,null,null,null,-1.0E-30]")
        .contains("2026-03-01T11:00:00.123456Z");
    for (int again = 0; again < 10; again++) {
      assertThat(post(body).body()).isEqualTo(first);
    }
  }

  @Test
  void a_service_joins_by_the_columns_that_it_names_and_wins_over_features() throws Exception {
    JsonNode answer =
        ok(
            """
            {"feature_service": "both", "features": ["nonsense"], "full_feature_names": true,
             "entities": {"user": [7], "previous": [8]}}
            """);

    assertThat(answer.at("/metadata/feature_names").toString())
        .isEqualTo("[\"user\",\"previous\",\"activity__clicks_1h\",\"before__clicks_1h\"]");
    assertThat(answer.at("/results/2/values").toString()).isEqualTo("[2]");
    assertThat(answer.at("/results/3/values").toString()).isEqualTo("[0]");
  }

  @Test
  void as_of_a_later_time_slides_the_windows() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["activity:clicks_1h"], "entities": {"user": [7]},
             "as_of": "2026-03-01T13:45:00.5+01:00"}
            """);

    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[1]");
  }

  @Test
  void as_of_a_time_before_the_newest_event_is_refused_for_that_view_alone() throws Exception {
    JsonNode answer =
        ok(
            """
            {"features": ["activity:clicks_1h", "profile:city"], "entities": {"user": [7, 8]},
             "as_of": "2026-03-01T11:45:00Z"}
            """);

    assertThat(answer.at("/results/1/statuses").toString()).isEqualTo("[\"INVALID\",\"PRESENT\"]");
    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[null,0]");
    assertThat(answer.at("/results/2/values/0").textValue()).isEqualTo("Zürich");
    assertThat(answer.at("/metadata/tidemark/reasons").toString())
        .isEqualTo(
            "[\"Cannot answer activity as of 2026-03-01T11:45:00Z: a requested key has an event at "
                + "2026-03-01T11:59:59.500Z; the online store keeps the present, so ask for that time or a later one\"]");
  }

  @Test
  void an_expired_value_is_kept_when_the_settings_say_so() throws Exception {
    server =
        new HttpServer(
            example.lookups(InstantSource.fixed(NOW), true),
            new TakenPushes(),
            STATUS,
            MEASURES,
            Door.at(0));

    JsonNode answer = ok("{\"features\": [\"profile:city\"], \"entities\": {\"user\": [8]}}");

    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[\"Basel\"]");
    assertThat(answer.at("/results/1/statuses").toString()).isEqualTo("[\"OUTSIDE_MAX_AGE\"]");
  }

  @Test
  void a_null_key_has_the_answer_of_the_empty_window() throws Exception {
    JsonNode answer =
        ok("{\"features\": [\"activity:clicks_1h\"], \"entities\": {\"user\": [null]}}");

    assertThat(answer.at("/results/0/values").toString()).isEqualTo("[null]");
    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[0]");
    assertThat(answer.at("/results/1/statuses").toString()).isEqualTo("[\"NOT_FOUND\"]");
  }

  @Test
  void no_entity_rows_are_no_error() throws Exception {
    JsonNode answer = ok("{\"features\": [\"activity:clicks_1h\"], \"entities\": {\"user\": []}}");

    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[]");
  }

  @Test
  void whole_numbers_are_integers_however_they_are_written() throws Exception {
    JsonNode answer =
        ok("{\"features\": [\"activity:clicks_1h\"], \"entities\": {\"user\": [7.0, 7e0]}}");

    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[2,2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404|FeatureViewNotFoundException|Cannot find feature view activty (did you mean activity?)|{\"features\":[\"activty:x\"],\"entities\":{\"user\":[1]}}",
        "404|FeastObjectNotFoundException|Cannot find feature clicks in feature view activity|{\"features\":[\"activity:clicks\"],\"entities\":{\"user\":[1]}}",
        "404|FeatureServiceNotFoundException|Cannot find feature service bth (did you mean both?)|{\"feature_service\":\"bth\",\"entities\":{\"user\":[1]}}",
        "404|EntityNotFoundException|Cannot find an entity with the key usr (did you mean user?)|{\"features\":[\"activity:spent\"],\"entities\":{\"usr\":[1]}}",
        "422|FeastError|Cannot read feature reference activity: expected view:feature|{\"features\":[\"activity\"],\"entities\":{\"user\":[1]}}",
        "422|FeastError|Cannot name two features spent: ask for full feature names|{\"features\":[\"activity:spent\",\"activity:spent\"],\"entities\":{\"user\":[1]}}",
        "422|FeastError|entities lacks the key column user|{\"features\":[\"activity:spent\"],\"entities\":{}}",
        "422|FeastError|its lists differ in length: {user=2, previous=1}|{\"feature_service\":\"both\",\"entities\":{\"user\":[1,2],\"previous\":[1]}}",
        "422|FeastError|its lists differ in length: {user=2, v=1}|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1,2]},\"request_context\":{\"v\":[1]}}",
        "422|FeastError|Cannot read entities.user, row 1: expected INT64, found \"8\"|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1,\"8\"]}}",
        "422|FeastError|Cannot read entities.user, row 0: expected INT64, found 1.5|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1.5]}}",
        "422|FeastError|row 0: expected INT64, found 9223372036854775808|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[9223372036854775808]}}",
        "422|FeastError|row 0: expected INT64, found {\"int64_val\":1}|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[{\"int64_val\":1}]}}",
        "422|FeastError|neither features nor feature_service is given|{\"entities\":{\"user\":[1]}}",
        "422|FeastError|neither features nor feature_service is given|{\"features\":[],\"feature_service\":\"\",\"entities\":{\"user\":[1]}}",
        "422|FeastError|features must be a list of view:feature, found \"activity:spent\"|{\"features\":\"activity:spent\",\"entities\":{\"user\":[1]}}",
        "422|FeastError|features must be a list of view:feature, found 3|{\"features\":[3],\"entities\":{\"user\":[1]}}",
        "422|FeastError|feature_service must be a string, found 3|{\"feature_service\":3,\"entities\":{\"user\":[1]}}",
        "422|FeastError|entities is missing|{\"features\":[\"activity:spent\"]}",
        "422|FeastError|entities must be an object of lists, found [1]|{\"features\":[\"activity:spent\"],\"entities\":[1]}",
        "422|FeastError|entities.user must be a list, found 1|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":1}}",
        "422|FeastError|full_feature_names must be true or false, found \"yes\"|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]},\"full_feature_names\":\"yes\"}",
        "422|FeastError|as_of must be an RFC 3339 time such as|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]},\"as_of\":\"yesterday\"}",
        "422|FeastError|as_of must be an RFC 3339 time such as|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]},\"as_of\":1767225600}",
        "422|FeastError|as_of must be an RFC 3339 time such as|{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]},\"as_of\":\"2026-01-01T00:00:00\"}",
        "422|FeastError|the body is no JSON at line 1, column|{\"features\": [",
        "422|FeastError|the body is no JSON|{} {}",
        "422|FeastError|the body is no JSON|hello",
        "422|FeastError|expected a JSON object, found a value of kind array|[]",
        "422|FeastError|the body is empty|` `",
      })
  void a_mistake_is_named(int code, String feastClass, String message, String body)
      throws Exception {
    assertError(post(body), code, feastClass, message);
  }

  @Test
  void no_body_is_named() throws Exception {
    HttpRequest request =
        request("/get-online-features").method("POST", BodyPublishers.noBody()).build();
    assertError(send(request), 422, "FeastError", "the body is empty");
  }

  @Test
  void what_begins_like_another_encoding_is_no_json() throws Exception {
    assertError(
        post(BodyPublishers.ofByteArray(new byte[] {0, 0, 0, '{', '"', 'f', '"', ':'})),
        422,
        "FeastError",
        "Cannot read the request: the body is no JSON");
  }

  @Test
  void a_text_key_takes_texts_only() throws Exception {
    String body = "{\"features\":[\"places:visits\"],\"entities\":{\"city\":[%s],\"zone\":[1]}}";

    assertError(
        post(body.formatted("1")),
        422,
        "FeastError",
        "entities.city, row 0: expected STRING, found 1");
    assertError(post(body.formatted("\"\\ud800\"")), 422, "FeastError", "expected STRING");
    assertThat(ok(body.formatted("\"Zürich\"")).at("/results/2/values").toString())
        .isEqualTo("[1]");
    assertThat(ok(body.formatted("\"zürich\"")).at("/results/2/values").toString())
        .isEqualTo("[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/get-online-feature", "/api"})
  void a_path_that_is_none_is_404_as_json(String path) throws Exception {
    assertError(
        send(request(path).build()), 404, "FeastError", "there is POST /get-online-features");
  }

  @Test
  void a_wrong_method_is_405_as_json() throws Exception {
    assertError(
        send(request("/get-online-features").build()), 405, "FeastError", "takes another method");
    assertError(
        send(request("/health").POST(BodyPublishers.noBody()).build()),
        405,
        "FeastError",
        "takes another method");
  }

  @Test
  void too_long_a_body_is_413_as_json() throws Exception {
    byte[] body = new byte[(16 << 20) + 1];
    Arrays.fill(body, (byte) ' ');
    assertError(
        post(BodyPublishers.ofByteArray(body)), 413, "FeastError", "longer than 16777216 bytes");
    BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));
    assertError(post(chunked), 413, "FeastError", "longer than 16777216 bytes");
  }

  @Test
  void health_says_whether_it_can_answer() throws Exception {
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(get("/health?wait=true").statusCode()).isEqualTo(200);
    assertThat(get("/health?wait=true&timeout=0").statusCode()).isEqualTo(503);
    READY.set(false);
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"not ready\"}");
    assertThat(get("/health?wait=true&timeout=1").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "wait=perhaps,wait=perhaps",
    "wait=true&timeout=soon,timeout=soon",
    "wait=true&timeout=-1,timeout=-1"
  })
  void health_names_what_it_cannot_read(String query, String named) throws Exception {
    assertError(get("/health?" + query), 422, "FeastError", "Cannot read " + named);
  }

  @Test
  void status_is_the_nodes_report() throws Exception {
    JsonNode report = MAPPER.readTree(get("/api/v1/status").body());
    assertThat(report.at("/jobs/0/lag").longValue()).isEqualTo(3);
  }

  @Test
  void metrics_are_the_nodes_measurements() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.body()).isEqualTo("measured 1\n");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4");
  }

  @Test
  void requests_and_the_values_that_they_got_are_counted() throws Exception {
    RecordedMeasures measures = new RecordedMeasures();
    server = new HttpServer(lookups, new TakenPushes(), STATUS, measures, Door.at(0));
    post(
        """
        {"features": ["profile:city", "profile:score", "activity:clicks_1h"],
         "entities": {"user": [7, 99]}}
        """);
    post("{}");
    get("/made/up");
    awaitStopped();
    assertThat(measures.counts)
        .isEqualTo(
            Map.of(
                "/get-online-features 200", 1L,
                "/get-online-features 422", 1L,
                "other 404", 1L,
                "HTTP lookup of -", 1L,
                "profile PRESENT", 2L,
                "profile NOT_FOUND", 2L,
                "activity PRESENT", 1L,
                "activity NOT_FOUND", 1L));
  }

  /** A request is counted after its answer. */
  private void awaitStopped() {
    server.close();
  }

  @Test
  void a_failure_of_ours_shows_an_id_and_nothing_else() throws Exception {
    server =
        new HttpServer(new BrokenLookups(lookups), new TakenPushes(), STATUS, MEASURES, Door.at(0));

    HttpResponse<String> answer =
        post("{\"features\":[\"activity:spent\"],\"entities\":{\"user\":[1]}}");

    assertError(answer, 500, "FeastError", "Cannot answer: failure ");
    assertThat(answer.body()).doesNotContain("disk").doesNotContain("Exception:");
  }

  private void assertError(HttpResponse<String> answer, int code, String feastClass, String message)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode outer = MAPPER.readTree(answer.body());
    assertThat(outer.isTextual()).as(answer.body()).isTrue();
    JsonNode error = MAPPER.readTree(outer.textValue());
    assertThat(error.path("module").textValue()).isEqualTo("feast.errors");
    assertThat(error.path("class").textValue()).isEqualTo(feastClass);
    assertThat(error.path("message").textValue()).contains(message);
    assertThat(answer.body()).doesNotContain("\\tat ");
  }

  private JsonNode ok(String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return post(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> post(BodyPublisher body) throws Exception {
    return send(request("/get-online-features").POST(body).build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static String oneLine(String lines) {
    return lines.replace("\n", "");
  }
}
