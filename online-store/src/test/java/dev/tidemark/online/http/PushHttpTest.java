package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import dev.tidemark.registry.deployment.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pushes look like on the wire. */
class PushHttpTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TakenPushes PUSHES = new TakenPushes();
  private static HttpServer server;

  private static final class Idle implements NodeStatus, Lookups {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public boolean awaitCaughtUp(Duration timeout) {
      return true;
    }

    @Override
    public Object report() {
      return "idle";
    }

    @Override
    public Optional<Deployment> deployment() {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<LookupResult> lookup(LookupRequest request) {
      throw new AssertionError("nobody looks up");
    }
  }

  @BeforeAll
  static void start() {
    Idle idle = new Idle();
    server = new HttpServer(idle, PUSHES, idle, new RecordedMeasures(), Door.at(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    PUSHES.taken.clear();
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String message(HttpResponse<String> answer) throws IOException {
    String inner = MAPPER.readValue(answer.body(), String.class);
    return MAPPER.readTree(inner).path("message").textValue();
  }

  @Test
  void columns_become_rows_and_the_answer_is_empty() throws Exception {
    HttpResponse<String> answer =
        post(
            "/push",
            """
            {"push_source_name": "orders", "to": "online", "allow_registry_cache": true,
             "df": {"customer": [7, 8], "item": ["tea", null], "price": [2.50, 1e400]}}
            """);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(PUSHES.taken)
        .containsExactly(
            "push orders [{\"customer\":7,\"item\":\"tea\",\"price\":2.50},"
                + " {\"customer\":8,\"item\":null,\"price\":1E+400}]");
  }

  @Test
  void a_write_is_answered_with_null() throws Exception {
    HttpResponse<String> answer =
        post("/write-to-online-store", "{\"feature_view_name\": \"v\", \"df\": {\"a\": [1]}}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("null");
    assertThat(PUSHES.taken).containsExactly("write v [{\"a\":1}]");
  }

  @Test
  void a_frame_without_rows_is_a_push_of_none() throws Exception {
    assertThat(post("/push", "{\"push_source_name\": \"s\", \"df\": {}}").statusCode())
        .isEqualTo(200);
    assertThat(PUSHES.taken).containsExactly("push s []");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | push_source_name must be a name, found ",
        "{\"push_source_name\": 1, \"df\": {}} | push_source_name must be a name, found 1",
        "{\"push_source_name\": \"s\"} | df must be an object of lists, found ",
        "{\"push_source_name\": \"s\", \"df\": [1]} | df must be an object of lists, found [1]",
        "{\"push_source_name\": \"s\", \"df\": {\"a\": 1}} | df.a must be a list, found 1",
        "{\"push_source_name\": \"s\", \"df\": {\"a\": [1], \"b\": []}} | its lists differ in length: {a=1, b=0}",
        "{\"push_source_name\": \"s\", \"df\": {}, \"to\": \"both\"} | to must be online, offline or online_and_offline, found \"both\"",
        "{\"push_source_name\": \"s\", \"df\": {}, \"to\": 1} | to must be online, offline or online_and_offline, found 1",
        "{\"push_source_name\": \"s\", | the body is no JSON at line 1, column ",
        "{\"push_source_name\": \"s\", \"df\": {\"a\": [1e9999999999]}} | the body is no JSON",
        "[] | expected a JSON object, found a value of kind array",
      })
  void a_body_that_does_not_fit_is_refused(String body, String message) throws Exception {
    HttpResponse<String> answer = post("/push", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(message(answer)).startsWith("Cannot read the request: " + message.strip());
    assertThat(PUSHES.taken).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SOURCE_NOT_FOUND, 422, PushSourceNotFoundException",
    "VIEW_NOT_FOUND, 404, FeatureViewNotFoundException",
    "UNFIT, 422, FeastError",
    "LAGGING, 429, FeastError",
    "UNAVAILABLE, 503, FeastError",
    "OUTCOME_UNKNOWN, 503, FeastError"
  })
  void every_failure_has_its_status(String kind, int status, String feastClass) throws Exception {
    HttpResponse<String> answer =
        post("/push", "{\"push_source_name\": \"%s\", \"df\": {}}".formatted(kind));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(feastClass);
    assertThat(message(answer)).isEqualTo("Cannot push, because " + kind);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
  }

  @Test
  void a_body_beyond_16_MiB_is_refused() throws Exception {
    assertThat(post("/push", " ".repeat((16 << 20) + 1)).statusCode()).isEqualTo(413);
  }
}
