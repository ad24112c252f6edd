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
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/v1/seen} over the real store. */
class SeenHttpTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static ServedExample example;
  private static HttpServer server;

  @BeforeAll
  static void start() {
    example = new ServedExample(folder);
    server =
        new HttpServer(
            example.lookups(InstantSource.system(), false),
            new TakenPushes(),
            new FakeStatus(),
            new RecordedMeasures(),
            Door.at(0));
  }

  @AfterAll
  static void stop() {
    server.close();
    example.close();
  }

  private static HttpResponse<String> post(String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/api/v1/seen"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode seen(String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return JSON.readTree(answer.body());
  }

  @Test
  void a_key_of_several_fields_is_told_byte_for_byte() throws Exception {
    assertThat(post("{\"entity\": \"place\", \"key\": {\"zone\": 1, \"city\": \"Zürich\"}}").body())
        .isEqualTo(
            """
            {"entity":"place","logs":[{"log":"visits__place","source":"visits","partition":0,\
            "last_offset":0,"deleted_before":null,\
            "newest":[{"where":null,"event":{"event_time":"1970-01-01T00:00:00Z",\
            "created_time":null,"offset":0,"values":{}}}],\
            "windows":[{"where":null,"kept_from":"1970-01-01T00:00:00Z","events":[\
            {"event_time":"1970-01-01T00:00:00Z","created_time":null,"offset":0,"values":{}}],\
            "more":false}]}]}\
            """);
  }

  @Test
  void a_key_that_was_never_seen_has_the_same_logs_without_events() throws Exception {
    assertThat(post("{\"entity\": \"place\", \"key\": {\"zone\": 2, \"city\": \"Zürich\"}}").body())
        .isEqualTo(
            """
            {"entity":"place","logs":[{"log":"visits__place","source":"visits","partition":0,\
            "last_offset":-1,"deleted_before":null,"newest":[{"where":null,"event":null}],\
            "windows":[{"where":null,"kept_from":null,"events":[],"more":false}]}]}\
            """);
  }

  @Test
  void nothing_of_a_value_is_lost() throws Exception {
    JsonNode log = seen("{\"entity\": \"user\", \"key\": {\"user\": 7}}").at("/logs/1");
    assertThat(log.path("log").textValue()).isEqualTo("kinds__user");
    assertThat(log.at("/newest/0/event/values").toString())
        .isEqualTo(
            """
            {"b":true,"bytes":"AAH/","city":"new","holes":[1,null,3],"i":-5,\
            "l":9007199254740993,"nan":"NaN","score":0.1,"spent":0.30000000000000004,\
            "t":"2026-01-01T00:00:00.900Z","w":3.0}\
            """);
    assertThat(log.at("/windows/0/kept_from").textValue()).isEqualTo("2026-03-01T01:00:00Z");
    assertThat(log.at("/windows/0/events/1/offset").longValue()).isEqualTo(1);
    assertThat(log.at("/windows/0/events/1/values").toString())
        .startsWith("{\"b\":null,\"bytes\":null,\"city\":\"old\",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404|Cannot find entity usr: nothing of that name is deployed (did you mean user?)|{\"entity\":\"usr\",\"key\":{}}",
        "422|Cannot read key.usr: entity user has no such key (did you mean user?)|{\"entity\":\"user\",\"key\":{\"usr\":7}}",
        "422|Cannot read the request: key lacks zone of type INT32|{\"entity\":\"place\",\"key\":{\"city\":\"Zürich\"}}",
        "422|Cannot read key.user: expected INT64, found \"7\"|{\"entity\":\"user\",\"key\":{\"user\":\"7\"}}",
        "422|Cannot read key.user: expected INT64, found null; nothing is held of a null key|{\"entity\":\"user\",\"key\":{\"user\":null}}",
        "422|Cannot read key.user: expected INT64, found [7]|{\"entity\":\"user\",\"key\":{\"user\":[7]}}",
        "422|Cannot read the request: entity must be a name, found 7|{\"entity\":7,\"key\":{\"user\":7}}",
        "422|Cannot read the request: key must be an object with a value for each key of the entity, found 7|{\"entity\":\"user\",\"key\":7}",
        "422|Cannot read the request: the body is empty; expected JSON with entity and key|` `",
        "422|Cannot read the request: the body is no JSON at line 1, column 4|{} {}",
      })
  void a_mistake_is_named(int status, String message, String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(status);
    JsonNode error = JSON.readTree(answer.body());
    assertThat(error.path("status").intValue()).isEqualTo(status);
    assertThat(error.path("message").textValue()).isEqualTo(message);
  }
}
