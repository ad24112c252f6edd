package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.serving.proto.RoutingServiceGrpc;
import dev.tidemark.serving.proto.RoutingServiceProto.EntityRouting;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingRequest;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import dev.tidemark.serving.proto.RoutingServiceProto.KeyField;
import dev.tidemark.serving.proto.RoutingServiceProto.PartitionRouting;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.serving.ServingServiceGrpc.ServingServiceBlockingStub;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals, health, reflection and metadata, by a real channel. */
class GrpcServerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir static Path folder;

  private static ServedExample example;
  private static Lookups lookups;

  private Served served;

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
    served = new Served(lookups, GrpcNames.FEATURE);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void serveInstead(Lookups other) {
    served.close();
    served = new Served(other, GrpcNames.FEATURE);
  }

  @Test
  void what_is_not_deployed_is_not_found() {
    RepeatedValue user = Proto.longs(1);
    served.assertRefused(
        Proto.ask("activty:x").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature view activty (did you mean activity?)");
    served.assertRefused(
        Proto.ask("activity:clicks").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature clicks in feature view activity");
    served.assertRefused(
        Proto.service("bth").putEntities("user", user),
        Code.NOT_FOUND,
        "Cannot find feature service bth (did you mean both?)");
    served.assertRefused(
        Proto.ask("activity:spent").putEntities("usr", user),
        Code.NOT_FOUND,
        "Cannot find an entity with the key usr (did you mean user?)");
  }

  @Test
  void what_does_not_fit_is_an_invalid_argument() {
    served.assertRefused(
        Proto.ask("activity").putEntities("user", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "Cannot read feature reference activity: expected view:feature");
    served.assertRefused(
        Proto.ask("activity:spent"),
        Code.INVALID_ARGUMENT,
        "Cannot look up: entities lacks the key column user");
    served.assertRefused(
        GetOnlineFeaturesRequest.newBuilder().putEntities("user", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "neither features nor feature_service is given");
    served.assertRefused(
        Proto.service("both")
            .putEntities("user", Proto.longs(1, 2))
            .putEntities("previous", Proto.longs(1)),
        Code.INVALID_ARGUMENT,
        "its lists differ in length: {user=2, previous=1}");
    for (Value wrong :
        List.of(Proto.of("8"), Proto.of(8.0), Proto.of(true), Proto.of((byte) 8, (byte) 8))) {
      served.assertRefused(
          Proto.ask("activity:spent").putEntities("user", Proto.column(Proto.of(1L), wrong)),
          Code.INVALID_ARGUMENT,
          "Cannot read entities.user, row 1: expected INT64, found ");
    }
  }

  /** A service whose name is no UTF-8, sent as an empty message with an unknown field. */
  @Test
  void what_is_no_message_is_an_invalid_argument() {
    Empty garbled =
        Empty.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        1,
                        Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xc3, 0x28}))
                            .build())
                    .build())
            .build();
    MethodDescriptor<Empty, GetOnlineFeaturesResponse> method =
        ServingServiceGrpc.getGetOnlineFeaturesMethod().toBuilder(
                ProtoUtils.marshaller(Empty.getDefaultInstance()),
                ProtoUtils.marshaller(GetOnlineFeaturesResponse.getDefaultInstance()))
            .build();
    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(served.channel, method, CallOptions.DEFAULT, garbled))
        .hasMessage(
            "INVALID_ARGUMENT: Cannot read the request: it is no message of the type that the"
                + " method takes");
  }

  @Test
  void a_description_fits_into_the_headers_that_clients_take() {
    served.assertRefused(
        Proto.ask("ü".repeat(10_000) + ":x").putEntities("user", Proto.longs(1)),
        Code.NOT_FOUND,
        "Cannot find feature view üüü");
  }

  @Test
  void too_long_a_request_is_refused() {
    assertThatThrownBy(() ->
            served.answer(
                Proto.ask("x".repeat((16 << 20) + 1)).putEntities("user", Proto.longs(1))))
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
    return served.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** As a node is before the first apply, and as it is with a broken disk. */
  private record Failing(Optional<Deployment> deployment) implements Lookups {
    @Override
    public CompletableFuture<LookupResult> lookup(LookupRequest request) {
      throw new IllegalStateException("the disk is gone");
    }
  }

  @Test
  void nothing_deployed_is_unavailable() {
    serveInstead(new Failing(Optional.empty()));

    served.assertRefused(
        Proto.ask("activity:spent").putEntities("user", Proto.longs(1)),
        Code.UNAVAILABLE,
        "Cannot look up: nothing is deployed yet");
  }

  @Test
  void a_failure_of_ours_shows_an_id_and_nothing_else() {
    serveInstead(new Failing(lookups.deployment()));

    assertThatThrownBy(
            () -> served.answer(Proto.ask("activity:spent").putEntities("user", Proto.longs(1))))
        .hasMessageMatching(
            "INTERNAL: Cannot answer: failure [0-9a-f-]{36}; the server's log tells more");
  }

  @Test
  void requests_and_the_values_that_they_got_are_counted() {
    served.answer(
        Proto.ask("profile:city", "profile:score", "activity:clicks_1h")
            .putEntities("user", Proto.longs(7, 99)));
    served.assertRefused(Proto.ask("x:y"), Code.NOT_FOUND, "x");
    // A request is counted after its answer
    stop();

    String endpoint = "/feast.serving.ServingService/GetOnlineFeatures";
    assertThat(served.counts)
        .isEqualTo(
            Map.of(
                endpoint + " 0",
                1L,
                "GRPC lookup of -",
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
            served
                .stub()
                .getFeastServingInfo(GetFeastServingInfoRequest.getDefaultInstance())
                .getVersion())
        .isNotEmpty();
  }

  @Test
  void health_follows_the_node() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(served.channel);
    for (String service : List.of("", "feast.serving.ServingService")) {
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
      served.ready.set(true);
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
      served.ready.set(false);
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }
    assertThatThrownBy(
            () -> health.check(HealthCheckRequest.newBuilder().setService("other").build()))
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void who_watches_the_health_learns_of_a_change() {
    Iterator<HealthCheckResponse> watched =
        HealthGrpc.newBlockingStub(served.channel).watch(HealthCheckRequest.getDefaultInstance());

    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    served.ready.set(false);
    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void routing_tells_where_keys_are() {
    GetRoutingResponse routing =
        RoutingServiceGrpc.newBlockingStub(served.channel)
            .getRouting(GetRoutingRequest.getDefaultInstance());

    assertThat(routing.getEntitiesMap()).containsOnlyKeys("place", "user");
    assertThat(routing.getEntitiesOrThrow("user"))
        .isEqualTo(
            EntityRouting.newBuilder()
                .addKeys(KeyField.newBuilder().setName("user").setType("INT64"))
                .addPartitions(PartitionRouting.newBuilder().setOwner("localhost:0"))
                .build());
  }

  @Test
  void there_is_no_routing_before_anything_is_deployed() {
    serveInstead(new Failing(Optional.empty()));
    assertThatThrownBy(() ->
            RoutingServiceGrpc.newBlockingStub(served.channel)
                .getRouting(GetRoutingRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNAVAILABLE: Cannot tell where keys are: nothing is deployed yet");
  }

  @Test
  void reflection_lists_the_services_for_tools() throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(served.channel)
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
        .contains(
            "feast.serving.ServingService",
            "tidemark.serving.EventService",
            "tidemark.serving.RoutingService",
            "grpc.health.v1.Health");
    requests.onCompleted();
  }

  @Test
  void a_taken_port_is_an_error() {
    assertThatThrownBy(() ->
            new GrpcServer(
                new GrpcServer.Parts(lookups, served.pushes, () -> true),
                served,
                GrpcNames.FEATURE,
                Door.at(served.server.port())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Failed to bind");
  }
}
