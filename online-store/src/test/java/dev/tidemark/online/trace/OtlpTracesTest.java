package dev.tidemark.online.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.definition.Settings.Tracing;
import dev.tidemark.registry.deployment.Deployment;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of OTLP gets of lookups over both interfaces, over the real store. */
class OtlpTracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final Map<String, String> SAMPLED =
      Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "shop=a,rojo=b");
  private static final Map<String, String> UNSAMPLED =
      Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-00");
  private static final List<String> STAGES =
      List.of(
          "tidemark.stage.plan_us",
          "tidemark.stage.read_us",
          "tidemark.stage.evaluate_us",
          "tidemark.stage.encode_us");

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private final Receiver receiver = new Receiver(200);

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  /** What is received of callers of servers that are closed then. */
  private List<Span> spans(double sample, Lookups of, Consumer<Traced> callers) {
    try (Traced traced = new Traced(of, new Tracing(receiver.endpoint(), sample))) {
      callers.accept(traced);
    }
    return receiver.spans();
  }

  @Test
  void a_lookup_over_http_is_a_child_of_its_caller_s_span() {
    List<Span> spans = spans(0, lookups, to -> to.overHttp("both", SAMPLED));

    Span span = child(spans);
    assertThat(span.getName()).isEqualTo("POST /get-online-features");
    Map<String, Object> expected =
        new TreeMap<>(
            Map.of(
                "http.request.method", "POST",
                "http.route", "/get-online-features",
                "url.path", "/get-online-features",
                "url.scheme", "http",
                "http.response.status_code", 200L));
    assertThat(attributes(span)).isEqualTo(withLookup(expected));
  }

  @Test
  void a_lookup_over_grpc_is_a_child_of_its_caller_s_span() {
    List<Span> spans = spans(0, lookups, to -> to.overGrpc("both", SAMPLED));

    Span span = child(spans);
    assertThat(span.getName()).isEqualTo("feast.serving.ServingService/GetOnlineFeatures");
    Map<String, Object> expected =
        new TreeMap<>(
            Map.of(
                "rpc.system.name", "grpc",
                "rpc.method", "feast.serving.ServingService/GetOnlineFeatures",
                "rpc.response.status_code", "OK"));
    assertThat(attributes(span)).isEqualTo(withLookup(expected));
  }

  private static Span child(List<Span> spans) {
    assertThat(spans).hasSize(1);
    Span span = spans.getFirst();
    assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
    assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray())).isEqualTo(PARENT);
    assertThat(span.getTraceState()).isEqualTo("shop=a,rojo=b");
    assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getStatus()).isEqualTo(Status.getDefaultInstance());
    assertThat(stages(span)).isBetween(1L, span.getEndTimeUnixNano() - span.getStartTimeUnixNano());
    return span;
  }

  /** How long the stages took together, in nanoseconds. */
  private static long stages(Span span) {
    Map<String, Object> attributes = Receiver.attributes(span.getAttributesList());
    return 1000 * STAGES.stream().mapToLong(stage -> (long) attributes.get(stage)).sum();
  }

  /** The attributes but for the times. */
  private static Map<String, Object> attributes(Span span) {
    Map<String, Object> attributes = Receiver.attributes(span.getAttributesList());
    STAGES.forEach(attributes::remove);
    return attributes;
  }

  private static Map<String, Object> withLookup(Map<String, Object> attributes) {
    attributes.put("tidemark.feature_service", "both");
    attributes.put("tidemark.features", 2L);
    attributes.put("tidemark.rows", 2L);
    return attributes;
  }

  @Test
  void the_service_and_the_project_are_told_once_for_all_spans() {
    spans(1, lookups, to -> to.overHttp("", Map.of()));

    assertThat(Receiver.attributes(receiver.received.getFirst().getResource().getAttributesList()))
        .containsEntry("service.name", "checkout")
        .containsEntry("tidemark.project", "shop");
  }

  @Test
  void without_a_caller_s_context_the_share_decides() {
    assertThat(spans(0, lookups, OtlpTracesTest::withoutContext)).isEmpty();
    List<Span> all = spans(1, lookups, OtlpTracesTest::withoutContext);

    assertThat(all).hasSize(4).allMatch(span -> span.getParentSpanId().isEmpty());
    assertThat(all).extracting(Span::getTraceId).doesNotHaveDuplicates();
    assertThat(all).noneMatch(span -> attributes(span).containsKey("tidemark.feature_service"));
  }

  private static void withoutContext(Traced to) {
    Map<String, String> malformed = Map.of("traceparent", "00-" + TRACE);
    assertThat(List.of(to.overHttp("", Map.of()), to.overHttp("", malformed))).containsOnly("200");
    assertThat(List.of(to.overGrpc("", Map.of()), to.overGrpc("", malformed))).containsOnly("OK");
  }

  @Test
  void a_caller_that_does_not_sample_is_followed() {
    List<Span> spans =
        spans(
            1,
            lookups,
            to -> {
              assertThat(to.overHttp("", UNSAMPLED)).isEqualTo("200");
              assertThat(to.overGrpc("", UNSAMPLED)).isEqualTo("OK");
            });

    assertThat(spans).isEmpty();
  }

  @Test
  void a_caller_s_mistake_is_a_span_and_no_error() {
    List<Span> spans =
        spans(
            1,
            lookups,
            to -> {
              assertThat(to.overHttp("bth", Map.of())).isEqualTo("404");
              assertThat(to.overGrpc("bth", Map.of())).isEqualTo("NOT_FOUND");
            });

    assertThat(spans)
        .hasSize(2)
        .extracting(Span::getStatus)
        .containsOnly(Status.getDefaultInstance());
    assertThat(spans)
        .allMatch(span -> attributes(span).get("tidemark.feature_service").equals("bth"))
        .noneMatch(span -> attributes(span).containsKey("error.type"));
    assertThat(attributes(spans.getFirst())).containsEntry("http.response.status_code", 404L);
    assertThat(attributes(spans.getLast())).containsEntry("rpc.response.status_code", "NOT_FOUND");
  }

  @Test
  void what_a_caller_names_is_cut() {
    List<Span> spans = spans(1, lookups, to -> to.overHttp("x".repeat(100_000), Map.of()));

    assertThat(attributes(spans.getFirst()))
        .containsEntry("tidemark.feature_service", "x".repeat(1000));
  }

  @Test
  void a_failure_of_the_server_is_an_error() {
    List<Span> spans =
        spans(
            1,
            new FailingLookups(lookups.deployment()),
            to -> {
              assertThat(to.overHttp("both", Map.of())).isEqualTo("500");
              assertThat(to.overGrpc("both", Map.of())).isEqualTo("INTERNAL");
            });

    assertFailed(spans.getFirst(), "500", "the disk is gone");
    assertFailed(spans.getLast(), "INTERNAL", "Cannot answer: failure ");
  }

  @Test
  void as_long_as_nothing_is_deployed_lookups_are_errors() {
    List<Span> spans =
        spans(
            1,
            new FailingLookups(Optional.empty()),
            to -> {
              assertThat(to.overHttp("both", Map.of())).isEqualTo("503");
              assertThat(to.overGrpc("both", Map.of())).isEqualTo("UNAVAILABLE");
            });

    assertFailed(spans.getFirst(), "503", "Cannot look up: nothing is deployed yet");
    assertFailed(spans.getLast(), "UNAVAILABLE", "Cannot look up: nothing is deployed yet");
  }

  private static void assertFailed(Span span, String type, String message) {
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(span.getStatus().getMessage()).startsWith(message);
    assertThat(attributes(span)).containsEntry("error.type", type);
  }

  private record FailingLookups(Optional<Deployment> deployment) implements Lookups {
    @Override
    public CompletableFuture<LookupResult> lookup(LookupRequest request) {
      throw new IllegalStateException("the disk is gone");
    }
  }

  @Test
  void lookups_are_answered_while_the_receiver_is_away() {
    receiver.close();
    List<Span> spans =
        spans(
            1,
            lookups,
            to ->
                IntStream.range(0, 3)
                    .forEach(i -> assertThat(to.overHttp("", Map.of())).isEqualTo("200")));

    assertThat(spans).isEmpty();
  }
}
