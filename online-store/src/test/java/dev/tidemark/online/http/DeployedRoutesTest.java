package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.request.Door;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same for all routes below {@code /api/v1}; what they tell is the command line's. */
class DeployedRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PROJECTS = "/api/v1/projects";
  private static final String TAG = '"' + FakeStatus.TAG + '"';

  private final RecordedMeasures measures = new RecordedMeasures();
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        new HttpServer(new NoLookups(), new TakenPushes(), new FakeStatus(), measures, Door.at(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"3-abc\"", "W/\"3-abc\"", "\"2-x\", \"3-abc\"", "*"})
  void what_the_caller_has_is_not_sent_again(String known) throws Exception {
    HttpResponse<String> answer = send(request(PROJECTS).header("If-None-Match", known));
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("ETag")).hasValue(TAG);
  }

  @Test
  void an_older_version_is_sent_again_with_its_tag() throws Exception {
    HttpResponse<String> answer = send(request(PROJECTS).header("If-None-Match", "\"2-abc\""));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"projects\":[]}");
    assertThat(answer.headers().firstValue("ETag")).hasValue(TAG);
  }

  @Test
  void what_is_not_there_is_404_whatever_the_caller_has() throws Exception {
    HttpResponse<String> answer =
        send(request("/api/v1/sources/none").header("If-None-Match", TAG));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo("{\"status\":404,\"message\":\"Cannot find sources/none\"}");
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/versions/first | 422 | Cannot read version first: expected a number",
        "/api/v1/versions/1     | 404 | Cannot find version 1",
        "/api/v1/versions       | 503 | Cannot read the versions",
      })
  void an_error_is_plain_json(String path, int status, String message) throws Exception {
    HttpResponse<String> answer = send(request(path));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo("{\"status\":%d,\"message\":\"%s\"}".formatted(status, message));
  }

  @Test
  void head_has_no_body_and_other_methods_are_refused() throws Exception {
    HttpResponse<String> head = send(request(PROJECTS).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    HttpResponse<String> none =
        send(request("/api/v1/sources/none").method("HEAD", BodyPublishers.noBody()));
    assertThat(none.statusCode()).as("of a route, whatever the name").isEqualTo(200);
    HttpResponse<String> put = send(request(PROJECTS).PUT(BodyPublishers.noBody()));
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.body()).contains("\"message\":\"Cannot answer PUT /api/v1/projects");
  }

  @Test
  void requests_are_counted_by_route_and_not_by_name() throws Exception {
    send(request("/api/v1/sources/a"));
    send(request("/api/v1/sources/b"));
    send(request("/api/v1/nowhere"));
    send(request("/openapi.json"));
    send(request("/health").POST(BodyPublishers.noBody()));
    server.close();
    assertThat(measures.counts)
        .isEqualTo(
            Map.of(
                "/api/v1/sources/{name} 404", 2L,
                "other 404", 1L,
                "/openapi.json 200", 1L,
                "/health 405", 1L));
  }
}
