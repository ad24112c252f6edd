package dev.tidemark.feast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requests of Feast's Python client, in {@code recorded}, have their answers to the last byte.
 */
@ExtendWith(SharedNode.class)
class RecordedRequestsTest {
  private static final String LOOKUP = "/get-online-features";

  private final NodeProcess node;

  RecordedRequestsTest(NodeProcess node) {
    this.node = node;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scalars",
        "lists",
        "expired",
        "text-key",
        "no-rows",
        "service",
        "request-data",
        "composite-key"
      })
  void a_lookup_is_answered(String name) throws Exception {
    assertAnswered(name, LOOKUP, 200);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown-view, /get-online-features, 404",
    "unknown-feature, /get-online-features, 404",
    "unknown-service, /get-online-features, 404",
    "unknown-key, /get-online-features, 404",
    "part-of-a-key, /get-online-features, 422",
    "no-features, /get-online-features, 422",
    "key-of-another-type, /get-online-features, 422",
    "unknown-push-source, /push, 422",
    "write-unknown-view, /write-to-online-store, 404"
  })
  void a_mistake_is_an_error_that_the_client_raises(String name, String path, int status)
      throws Exception {
    assertAnswered(name, path, status);
  }

  @Test
  void what_is_written_is_read() throws Exception {
    assertAnswered("write", "/write-to-online-store", 200);
    node.awaitCaughtUp();
    assertAnswered("written", LOOKUP, 200);
  }

  private void assertAnswered(String name, String path, int status) throws Exception {
    HttpResponse<byte[]> answer =
        node.post(path, line("%s.request.json".formatted(name)).getBytes(StandardCharsets.UTF_8));

    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(line("%s.answer.json".formatted(name)));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  /** A file's only line; the newline at its end is not sent. */
  private static String line(String file) throws Exception {
    return new String(NodeProcess.resource("recorded/" + file), StandardCharsets.UTF_8)
        .stripTrailing();
  }
}
