package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.tidemark.model.feature.Status;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.deployment.Deployment;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.serving.ServingServiceGrpc.ServingServiceBlockingStub;
import feast.proto.types.ValueProto.BoolList;
import feast.proto.types.ValueProto.BytesList;
import feast.proto.types.ValueProto.DoubleList;
import feast.proto.types.ValueProto.FloatList;
import feast.proto.types.ValueProto.Int32List;
import feast.proto.types.ValueProto.Int64List;
import feast.proto.types.ValueProto.Null;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.StringList;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server over the real store, by a real channel. */
class GrpcServerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Value NULL = Value.newBuilder().setNullVal(Null.NULL).build();
  private static final Timestamp EPOCH = Timestamp.getDefaultInstance();
  private static final AtomicBoolean READY = new AtomicBoolean(true);

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final RequestMeasures measures =
      new RequestMeasures() {
        @Override
        public void answered(String endpoint, int status, long nanos) {
          counts.merge(endpoint + " " + status, 1L, Long::sum);
        }

        @Override
        public void served(String view, Status status, long values) {
          counts.merge(view + " " + status, values, Long::sum);
        }
      };

  private GrpcServer server;
  private ManagedChannel channel;

  @BeforeAll
  static void fold() {
    example = new ServedExample(folder);
    lookups = example.lookups(InstantSource.fixed(NOW), false);
  }

  @AfterAll
  static void close() {
    example.close();
  }

  @BeforeEach
  void start() {
    READY.set(true);
    serve(lookups, GrpcNames.FEATURE);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private void serve(Lookups served, GrpcNames names) {
    server = new GrpcServer(served, READY::get, measures, names, 0);
    channel = NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
  }

  private void serveInstead(Lookups served, GrpcNames names) {
    stop();
    serve(served, names);
  }

  private ServingServiceBlockingStub stub() {
    return ServingServiceGrpc.newBlockingStub(channel);
  }

  private GetOnlineFeaturesResponse answer(GetOnlineFeaturesRequest.Builder request) {
    return stub().getOnlineFeatures(request.build());
  }

  private static List<String> names(GetOnlineFeaturesResponse answer) {
    return answer.getMetadata().getFeatureNames().getValList();
  }

  private void assertRefused(
      GetOnlineFeaturesRequest.Builder request, Code code, String description) {
    StatusRuntimeException e =
        catchThrowableOfType(StatusRuntimeException.class, () -> answer(request));
    assertThat(e.getStatus().getCode()).isEqualTo(code);
    assertThat(e.getStatus().getDescription()).contains(description);
  }

  @Test
  void answers_column_by_column_with_the_entity_first() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.ask("profile:city", "activity:clicks_1h", "activity:spent")
                .putEntities("user", Proto.longs(7, 8, 99)));

    assertThat(names(answer)).containsExactly("user", "city", "clicks_1h", "spent");
    assertThat(answer.getResultsList())
        .containsExactly(
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(7L), Proto.of(8L), Proto.of(99L)))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.PRESENT, FieldStatus.PRESENT))
                .addAllEventTimestamps(List.of(EPOCH, EPOCH, EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of("Zürich"), NULL, NULL))
                .addAllStatuses(
                    List.of(
                        FieldStatus.PRESENT, FieldStatus.OUTSIDE_MAX_AGE, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(
                        time("2026-03-01T11:30:00Z"), time("2026-02-01T00:00:00.000001Z"), EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(2L), Proto.of(0L), Proto.of(0L)))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.PRESENT, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(time("2026-03-01T11:59:59.5Z"), time("2026-03-01T09:00:00Z"), EPOCH))
                .build(),
            FeatureVector.newBuilder()
                .addAllValues(List.of(Proto.of(5.0), NULL, NULL))
                .addAllStatuses(
                    List.of(FieldStatus.PRESENT, FieldStatus.NULL_VALUE, FieldStatus.NOT_FOUND))
                .addAllEventTimestamps(
                    List.of(time("2026-03-01T11:59:59.5Z"), time("2026-03-01T09:00:00Z"), EPOCH))
                .build());
  }

  private static Timestamp time(String text) {
    Instant time = Instant.parse(text);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  @Test
  void every_value_has_the_declared_type() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.ask(
                    "kinds:b",
                    "kinds:i",
                    "kinds:l",
                    "kinds:f",
                    "kinds:d",
                    "kinds:bytes",
                    "kinds:t",
                    "kinds:whole",
                    "kinds:nan")
                .putEntities("user", Proto.longs(7)));

    assertThat(firstValues(answer))
        .containsExactly(
            Proto.of(true),
            Proto.of(-5),
            Proto.of(9007199254740993L),
            Proto.of(0.1f),
            Proto.of(0.1 + 0.2),
            Proto.of((byte) 0, (byte) 1, (byte) -1),
            Value.newBuilder().setUnixTimestampVal(1767225600).build(),
            Proto.of(3f),
            Proto.of(Double.NaN));
  }

  @Test
  void every_list_has_the_declared_type() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.ask(
                    "kinds:last_b",
                    "kinds:last_i",
                    "kinds:last_l",
                    "kinds:last_score",
                    "kinds:last_spent",
                    "kinds:last_bytes",
                    "kinds:last_t",
                    "kinds:texts")
                .putEntities("user", Proto.longs(7)));

    assertThat(firstValues(answer))
        .containsExactly(
            Value.newBuilder().setBoolListVal(BoolList.newBuilder().addVal(true)).build(),
            Value.newBuilder().setInt32ListVal(Int32List.newBuilder().addVal(-5)).build(),
            Value.newBuilder()
                .setInt64ListVal(Int64List.newBuilder().addVal(9007199254740993L))
                .build(),
            Value.newBuilder().setFloatListVal(FloatList.newBuilder().addVal(0.1f)).build(),
            Value.newBuilder().setDoubleListVal(DoubleList.newBuilder().addVal(0.1 + 0.2)).build(),
            Value.newBuilder()
                .setBytesListVal(
                    BytesList.newBuilder().addVal(ByteString.copyFrom(new byte[] {0, 1, -1})))
                .build(),
            Value.newBuilder()
                .setUnixTimestampListVal(Int64List.newBuilder().addVal(1767225600))
                .build(),
            Value.newBuilder()
                .setStringListVal(StringList.newBuilder().addVal("new").addVal("old"))
                .build());
  }

  private static List<Value> firstValues(GetOnlineFeaturesResponse answer) {
    return answer.getResultsList().stream().skip(1).map(vector -> vector.getValues(0)).toList();
  }

  @Test
  void an_empty_list_is_a_list() {
    GetOnlineFeaturesResponse answer =
        answer(Proto.ask("kinds:last_i").putEntities("user", Proto.longs(99)));

    assertThat(firstValues(answer))
        .containsExactly(Value.newBuilder().setInt32ListVal(Int32List.newBuilder()).build());
  }

  @Test
  void a_list_with_a_null_element_is_invalid_and_says_why() {
    GetOnlineFeaturesResponse answer =
        answer(Proto.ask("kinds:holes").putEntities("user", Proto.longs(7, 99)));

    assertThat(answer.getResults(1).getValuesList()).containsExactly(NULL, NULL);
    assertThat(answer.getResults(1).getStatusesList())
        .containsExactly(FieldStatus.INVALID, FieldStatus.NOT_FOUND);
    assertThat(answer.getMetadata().getTidemarkReasonsList())
        .containsExactly(
            "Cannot send kinds:holes over gRPC: a list has a null among its elements, which its"
                + " messages cannot hold; over HTTP it can be had");
  }

  @Test
  void a_service_joins_by_the_columns_that_it_names() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.service("both")
                .setFullFeatureNames(true)
                .putEntities("user", Proto.longs(7))
                .putEntities("previous", Proto.longs(8)));

    assertThat(names(answer))
        .containsExactly("user", "previous", "activity__clicks_1h", "before__clicks_1h");
    assertThat(answer.getResults(2).getValuesList()).containsExactly(Proto.of(2L));
    assertThat(answer.getResults(3).getValuesList()).containsExactly(Proto.of(0L));
  }

  @Test
  void names_may_be_those_of_feasts_java_server() {
    serveInstead(lookups, GrpcNames.VIEW_COLON_FEATURE);

    GetOnlineFeaturesResponse answer =
        answer(
            Proto.service("both")
                .putEntities("user", Proto.longs(7))
                .putEntities("previous", Proto.longs(8)));

    assertThat(names(answer)).containsExactly("activity:clicks_1h", "before:clicks_1h");
    assertThat(answer.getResultsList())
        .extracting(vector -> vector.getValues(0))
        .containsExactly(Proto.of(2L), Proto.of(0L));
  }

  @Test
  void a_composite_key_is_two_columns_and_int32_fits_either_way() {
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("places:visits")
            .putEntities("city", Proto.column(Proto.of("Zürich"), Proto.of("Zürich")));

    assertThat(
            answer(request.clone().putEntities("zone", Proto.column(Proto.of(1), Proto.of(2))))
                .getResults(2)
                .getValuesList())
        .containsExactly(Proto.of(1L), Proto.of(0L));
    assertThat(
            answer(request.clone().putEntities("zone", Proto.longs(1, 2)))
                .getResults(2)
                .getValuesList())
        .containsExactly(Proto.of(1L), Proto.of(0L));
    assertRefused(
        request.clone().putEntities("zone", Proto.longs(1, 1L << 32)),
        Code.INVALID_ARGUMENT,
        "Cannot read entities.zone, row 1: expected INT32, found int64_val: 4294967296");
  }

  @Test
  void several_entities_are_answered_at_once() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.ask("places:visits", "activity:clicks_1h")
                .putEntities("city", Proto.column(Proto.of("Zürich")))
                .putEntities("zone", Proto.column(Proto.of(1)))
                .putEntities("user", Proto.column(Proto.of(7))));

    assertThat(answer.getResults(3).getValuesList()).containsExactly(Proto.of(1L));
    assertThat(answer.getResults(4).getValuesList()).containsExactly(Proto.of(2L));
  }

  @Test
  void a_null_key_and_no_value_at_all_are_null() {
    GetOnlineFeaturesResponse answer =
        answer(
            Proto.ask("activity:clicks_1h")
                .putEntities("user", Proto.column(NULL, Value.getDefaultInstance())));

    assertThat(answer.getResults(0).getValuesList()).containsExactly(NULL, NULL);
    assertThat(answer.getResults(0).getStatusesList())
        .containsExactly(FieldStatus.NULL_VALUE, FieldStatus.NULL_VALUE);
    assertThat(answer.getResults(1).getStatusesList())
        .containsExactly(FieldStatus.NOT_FOUND, FieldStatus.NOT_FOUND);
  }

  @Test
  void no_entity_rows_are_no_error() {
    GetOnlineFeaturesResponse answer =
        answer(Proto.ask("activity:clicks_1h").putEntities("user", Proto.longs()));

    assertThat(answer.getResultsList())
        .containsExactly(FeatureVector.getDefaultInstance(), FeatureVector.getDefaultInstance());
  }

  @Test
  void request_data_may_stand_in_either_field() {
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("ratios:per_spent", "pure:twice").putEntities("user", Proto.longs(7));
    RepeatedValue amount = Proto.longs(20);

    for (GetOnlineFeaturesRequest.Builder either :
        List.of(
            request.clone().putRequestContext("amount", amount),
            request.clone().putEntities("amount", amount))) {
      GetOnlineFeaturesResponse answer = answer(either);
      assertThat(names(answer)).containsExactly("user", "per_spent", "twice");
      assertThat(firstValues(answer)).containsExactly(Proto.of(4.0), Proto.of(40L));
      assertThat(answer.getResults(1).getEventTimestampsList()).containsExactly(EPOCH);
    }
    assertRefused(
        request.clone(), Code.INVALID_ARGUMENT, "request_context lacks the column amount");
    assertRefused(
        request.clone().putEntities("amount", amount).putRequestContext("amount", amount),
        Code.INVALID_ARGUMENT,
        "column amount stands in entities and in request_context; give it once");
  }

  @Test
  void request_data_may_be_lists_and_floats() {
    Value weights =
        Value.newBuilder()
            .setDoubleListVal(DoubleList.newBuilder().addVal(0.5).addVal(1.5))
            .build();
    GetOnlineFeaturesRequest.Builder request =
        Proto.ask("ratios:heavy", "ratios:part").putEntities("user", Proto.longs(7));

    GetOnlineFeaturesResponse answer =
        answer(
            request
                .clone()
                .putRequestContext("weights", Proto.column(weights))
                .putRequestContext("share", Proto.column(Proto.of(0.1))));
    assertThat(firstValues(answer)).containsExactly(Proto.of(true), Proto.of(0.1f));
    assertRefused(
        request
            .clone()
            .putRequestContext("weights", Proto.longs(1))
            .putRequestContext("share", Proto.column(Proto.of(0.1))),
        Code.INVALID_ARGUMENT,
        "Cannot read request_context.weights, row 0: expected ARRAY<DOUBLE>, found int64_val: 1");
    assertRefused(
        request
            .clone()
            .putRequestContext("weights", Proto.column(weights))
            .putRequestContext("share", Proto.column(Proto.of(Float.NaN))),
        Code.INVALID_ARGUMENT,
        "Cannot read request_context.share, row 0: expected FLOAT, found float_val: NaN");
  }

  @Test
  void what_is_not_deployed_is_not_found() {
    RepeatedValue user = Proto.longs(1);
    assertRefused(
        Proto.ask("activty:x").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature view activty (did you mean activity?)");
    assertRefused(
        Proto.ask("activity:clicks").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature clicks in feature view activity");
    assertRefused(
        Proto.service("bth").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature service bth (did you mean both?)");
    assertRefused(
        Proto.ask("activity:spent").putEntities("usr", user),
        Code.NOT_FOUND,
        "Cannot find an entity with the key usr (did you mean user?)");
  }

  @Test
  void what_does_not_fit_is_an_invalid_argument() {
    assertRefused(
        Proto.ask("activity").putEntities("user", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "Cannot read feature reference activity: expected view:feature");
    assertRefused(
        Proto.ask("activity:spent"),
        Code.INVALID_ARGUMENT,
        "Cannot look up: entities lacks the key column user");
    assertRefused(
        GetOnlineFeaturesRequest.newBuilder().putEntities("user", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "neither features nor feature_service is given");
    assertRefused(
        Proto.service("both")
            .putEntities("user", Proto.longs(1, 2))
            .putEntities("previous", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "its lists differ in length: {user=2, previous=1}");
    for (Value wrong :
        List.of(Proto.of("8"), Proto.of(8.0), Proto.of(true), Proto.of((byte) 8, (byte) 8))) {
      assertRefused(
          Proto.ask("activity:spent").putEntities("user", Proto.column(Proto.of(1L), wrong)),
          Code.INVALID_ARGUMENT,
          "Cannot read entities.user, row 1: expected INT64, found ");
    }
  }

  @Test
  void too_long_a_request_is_refused() {
    assertThatThrownBy(
            () -> answer(Proto.ask("x".repeat((16 << 20) + 1)).putEntities("user", Proto.longs(1))))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void as_of_stands_in_the_metadata() {
    GetOnlineFeaturesRequest request =
        Proto.ask("activity:clicks_1h").putEntities("user", Proto.longs(7)).build();

    assertThat(asOf("2026-03-01T13:45:00.5+01:00").getOnlineFeatures(request).getResults(1))
        .extracting(vector -> vector.getValues(0))
        .isEqualTo(Proto.of(1L));
    GetOnlineFeaturesResponse early = asOf("2026-03-01T11:45:00Z").getOnlineFeatures(request);
    assertThat(early.getResults(1).getStatusesList()).containsExactly(FieldStatus.INVALID);
    assertThat(early.getMetadata().getTidemarkReasons(0))
        .startsWith("Cannot answer activity as of 2026-03-01T11:45:00Z: a requested key has");
    for (String wrong : List.of("yesterday", "+999999999-01-01T00:00:00Z")) {
      assertThatThrownBy(() -> asOf(wrong).getOnlineFeatures(request))
          .hasMessage(
              "INVALID_ARGUMENT: Cannot read the request: tidemark-as-of must be an RFC 3339 time"
                  + " such as \"2026-01-31T09:30:00Z\", in the years 0001 to 9999, found \""
                  + wrong
                  + "\"");
    }
  }

  private ServingServiceBlockingStub asOf(String time) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("tidemark-as-of", Metadata.ASCII_STRING_MARSHALLER), time);
    return stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** As a node is before the first apply, and as it is with a broken disk. */
  private record Failing(Optional<Deployment> deployment) implements Lookups {
    @Override
    public LookupResult lookup(LookupRequest request) {
      throw new IllegalStateException("the disk is gone");
    }
  }

  @Test
  void nothing_deployed_is_unavailable() {
    serveInstead(new Failing(Optional.empty()), GrpcNames.FEATURE);

    assertRefused(
        Proto.ask("activity:spent").putEntities("user", Proto.longs(1)),
        Code.UNAVAILABLE,
        "Cannot look up: nothing is deployed yet");
  }

  @Test
  void a_failure_of_ours_shows_an_id_and_nothing_else() {
    serveInstead(new Failing(lookups.deployment()), GrpcNames.FEATURE);

    assertThatThrownBy(
            () -> answer(Proto.ask("activity:spent").putEntities("user", Proto.longs(1))))
        .hasMessageMatching(
            "INTERNAL: Cannot answer: failure [0-9a-f-]{36}; the server's log tells more");
  }

  @Test
  void requests_and_the_values_that_they_got_are_counted() {
    answer(
        Proto.ask("profile:city", "profile:score", "activity:clicks_1h")
            .putEntities("user", Proto.longs(7, 99)));
    assertRefused(Proto.ask("x:y"), Code.NOT_FOUND, "x");
    // A request is counted after its answer
    stop();

    String endpoint = "/feast.serving.ServingService/GetOnlineFeatures";
    assertThat(counts)
        .isEqualTo(
            Map.of(
                endpoint + " 0",
                1L,
                endpoint + " 5",
                1L,
                "profile PRESENT",
                2L,
                "profile NOT_FOUND",
                2L,
                "activity PRESENT",
                1L,
                "activity NOT_FOUND",
                1L));
  }

  @Test
  void the_version_is_that_of_the_build() {
    assertThat(
            stub()
                .getFeastServingInfo(GetFeastServingInfoRequest.getDefaultInstance())
                .getVersion())
        .isNotEmpty();
  }

  @Test
  void health_follows_the_node() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    for (String service : List.of("", "feast.serving.ServingService")) {
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
      READY.set(true);
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
      READY.set(false);
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }
    assertThatThrownBy(
            () -> health.check(HealthCheckRequest.newBuilder().setService("other").build()))
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void reflection_lists_the_services_for_tools() throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(first.get().getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains("feast.serving.ServingService", "grpc.health.v1.Health");
    requests.onCompleted();
  }

  @Test
  void a_taken_port_is_an_error() {
    assertThatThrownBy(
            () -> new GrpcServer(lookups, READY::get, measures, GrpcNames.FEATURE, server.port()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Failed to bind");
  }
}
