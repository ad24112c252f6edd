package dev.tidemark.online.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.http.TakenPushes;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.definition.Settings.Limits;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.serving.ServingServiceGrpc.ServingServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server and a channel to it. */
final class Served implements RequestMeasures, AutoCloseable {
  final AtomicBoolean ready = new AtomicBoolean(true);
  final TakenPushes pushes = new TakenPushes();
  final Map<String, Long> counts = new ConcurrentHashMap<>();
  final GrpcServer server;
  final ManagedChannel channel;

  Served(Lookups lookups, GrpcNames names) {
    this(lookups, names, Limits.USUAL);
  }

  Served(Lookups lookups, GrpcNames names, Limits limits) {
    Door door = new Door(0, new Admission(limits), Optional.empty());
    server = new GrpcServer(new GrpcServer.Parts(lookups, pushes, ready::get), this, names, door);
    channel = NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
  }

  @Override
  public void answered(String endpoint, int status, long nanos) {
    counts.merge(endpoint + " " + status, 1L, Long::sum);
  }

  @Override
  public void served(String view, Status status, long values) {
    counts.merge(view + " " + status, values, Long::sum);
  }

  @Override
  public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {
    counts.merge(protocol + " lookup of " + service.orElse("-"), 1L, Long::sum);
  }

  ServingServiceBlockingStub stub() {
    return ServingServiceGrpc.newBlockingStub(channel);
  }

  GetOnlineFeaturesResponse answer(GetOnlineFeaturesRequest.Builder request) {
    return stub().getOnlineFeatures(request.build());
  }

  void assertRefused(GetOnlineFeaturesRequest.Builder request, Code code, String description) {
    StatusRuntimeException e =
        catchThrowableOfType(StatusRuntimeException.class, () -> answer(request));
    assertThat(e).as("refusal").isNotNull();
    assertThat(e.getStatus().getCode()).isEqualTo(code);
    assertThat(e.getStatus().getDescription()).contains(description);
  }

  /** Also a second time. */
  @Override
  public void close() {
    if (channel.isShutdown()) {
      return;
    }
    channel.shutdownNow();
    server.close();
  }
}
