package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.sdk.TidemarkException.Kind;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import feast.proto.types.ValueProto.Value;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events on their way out, and what a client can know about them when that fails. */
class PublishTest {
  private static final List<Map<String, Object>> ONE = List.of(Map.of("customer", 7L));

  private final FakeNode node = new FakeNode();
  private final TidemarkClient client =
      TidemarkClient.builder(node.address())
          .plaintext()
          .publishDeadline(Duration.ofSeconds(30))
          .build();

  @AfterEach
  void close() {
    client.close();
    node.close();
  }

  private void refuse(Status status, boolean nothingWritten) {
    Metadata trailers = new Metadata();
    if (nothingWritten) {
      trailers.put(
          Metadata.Key.of("tidemark-written", Metadata.ASCII_STRING_MARSHALLER), "nothing");
    }
    node.onPublish = (request, answer) -> answer.onError(status.asRuntimeException(trailers));
  }

  @Test
  void java_values_become_columns() {
    AtomicReference<PublishRequest> sent = new AtomicReference<>();
    var acknowledge = node.onPublish;
    node.onPublish =
        (request, answer) -> {
          sent.set(request);
          acknowledge.accept(request, answer);
        };
    Map<String, Object> event = new HashMap<>();
    event.put("a", true);
    event.put("b", 1);
    event.put("c", 2L);
    event.put("d", 0.5f);
    event.put("e", 2.5);
    event.put("f", "tea");
    event.put("g", new byte[] {1});
    event.put("h", Instant.parse("2026-05-13T10:59:42.000001Z"));
    event.put("i", null);
    event.put("j", List.of("x", "y"));
    event.put("k", List.of(Instant.EPOCH));
    event.put("l", List.of());

    assertThat(client.publish("orders", List.of(event, Map.of()))).isEqualTo(2);
    assertThat(sent.get().getSource()).isEqualTo("orders");
    Map<String, Value> columns = sent.get().getEvents(0).getColumnsMap();
    assertThat(columns.get("a").getBoolVal()).isTrue();
    assertThat(columns.get("b").getInt32Val()).isEqualTo(1);
    assertThat(columns.get("c").getInt64Val()).isEqualTo(2);
    assertThat(columns.get("d").getFloatVal()).isEqualTo(0.5f);
    assertThat(columns.get("e").getDoubleVal()).isEqualTo(2.5);
    assertThat(columns.get("f").getStringVal()).isEqualTo("tea");
    assertThat(columns.get("g").getBytesVal().toByteArray()).containsExactly(1);
    assertThat(columns.get("h").getStringVal()).isEqualTo("2026-05-13T10:59:42.000001Z");
    assertThat(columns.get("i").hasNullVal()).isTrue();
    assertThat(columns.get("j").getStringListVal().getValList()).containsExactly("x", "y");
    assertThat(columns.get("k").getStringListVal().getValList())
        .containsExactly("1970-01-01T00:00:00Z");
    assertThat(columns.get("l").getStringListVal().getValList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, true, UNAVAILABLE",
    "RESOURCE_EXHAUSTED, false, OVERLOADED",
    "NOT_FOUND, false, NOT_FOUND",
    "INVALID_ARGUMENT, false, INVALID_REQUEST",
    "UNAVAILABLE, false, OUTCOME_UNKNOWN",
    "UNKNOWN, false, OUTCOME_UNKNOWN",
    "INTERNAL, false, OUTCOME_UNKNOWN"
  })
  void a_publication_is_sent_once_and_its_failure_tells_what_was_written(
      Status.Code code, boolean nothingWritten, Kind kind) {
    refuse(code.toStatus().withDescription("Cannot push: so it is"), nothingWritten);

    TidemarkException e = Failed.with(() -> client.publish("orders", ONE));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessage("Cannot push: so it is");
    assertThat(node.publications).hasValue(1);
  }

  @Test
  void what_the_transport_says_gets_words_around_it() {
    refuse(Status.UNAVAILABLE.withDescription("connection lost"), false);

    assertThat(Failed.with(() -> client.publish("orders", ONE)))
        .hasMessage(
            "Cannot tell whether the events are written: UNAVAILABLE: connection lost; all are, or"
                + " none. Who publishes them again may write them twice");
  }

  @Test
  void a_node_that_never_answers_leaves_the_outcome_open() {
    node.onPublish = (request, answer) -> {};

    try (TidemarkClient hasty =
        TidemarkClient.builder(node.address())
            .plaintext()
            .publishDeadline(Duration.ofSeconds(2))
            .build()) {
      // So that the deadline is not over before anything is sent
      hasty.lookup(LookupRequest.service("s").row("user", 7L).build());
      assertThat(Failed.with(() -> hasty.publish("orders", ONE)).kind())
          .isEqualTo(Kind.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void a_connection_that_breaks_meanwhile_leaves_the_outcome_open() {
    node.onPublish = (request, answer) -> node.close();

    assertThat(Failed.with(() -> client.publish("orders", ONE)))
        .hasMessageStartingWith("Cannot tell whether the events are written: ")
        .returns(Kind.OUTCOME_UNKNOWN, TidemarkException::kind);
    assertThat(node.publications).hasValue(1);
  }

  @Test
  void what_never_went_out_was_not_written() {
    FakeNode gone = new FakeNode();
    gone.close();

    try (TidemarkClient lost = TidemarkClient.plaintext(gone.address())) {
      TidemarkException e = Failed.with(() -> lost.publish("orders", ONE));
      assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(e).hasMessageStartingWith("Cannot publish: UNAVAILABLE: ");
      assertThat(e).hasMessageEndingWith("; nothing was written");
    }
  }

  @Test
  void a_value_that_cannot_be_sent_names_its_column_and_row() {
    assertThat(
            Failed.with(() ->
                client.publish("orders", List.of(Map.of(), Map.of("at", new StringBuilder())))))
        .hasMessage(
            "Cannot send at, row 1: a java.lang.StringBuilder is no type of a value; give a"
                + " Boolean, Integer, Long, Float, Double, String, byte[], Instant or a List of one"
                + " of these");
    List<Object> mixed = new ArrayList<>(Arrays.asList(1L, 2));
    assertThat(Failed.with(() -> client.publish("orders", List.of(Map.of("n", mixed)))))
        .hasMessage(
            "Cannot send n, row 0: element 1 of the list is a java.lang.Integer, expected Long;"
                + " give elements of one type, and no null");
    assertThat(Failed.with(() -> client.publish("orders", List.of(Map.of("t", "\ud800")))))
        .hasMessage(
            "Cannot send t, row 0: the text has half a surrogate pair; give Unicode text, or bytes");
    String tooLong = "x".repeat(16 << 20);
    assertThat(client.publishAsync("orders", List.of(Map.of("t", tooLong))))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .withMessageStartingWith("Cannot send the request: it takes 16,777,")
        .withMessageEndingWith(" bytes of at most 16,777,216; send fewer rows at once");
    assertThat(node.publications).hasValue(0);
  }
}
