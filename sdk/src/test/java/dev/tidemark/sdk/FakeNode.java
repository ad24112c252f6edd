package dev.tidemark.sdk;

import dev.tidemark.serving.proto.EventServiceGrpc;
import dev.tidemark.serving.proto.EventServiceProto.PublishRequest;
import dev.tidemark.serving.proto.EventServiceProto.PublishResponse;
import dev.tidemark.serving.proto.RoutingServiceGrpc;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingRequest;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse.FeatureVector;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponseMetadata;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.Value;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A server that speaks the protocol, on a port of its own, and misbehaves as it is told. */
final class FakeNode implements AutoCloseable {
  final AtomicInteger lookups = new AtomicInteger();
  final AtomicInteger publications = new AtomicInteger();
  final Queue<String> asOf = new ConcurrentLinkedQueue<>();
  volatile BiConsumer<GetOnlineFeaturesRequest, StreamObserver<GetOnlineFeaturesResponse>>
      onLookup = (request, answer) -> reply(answer, echo(request));
  volatile BiConsumer<PublishRequest, StreamObserver<PublishResponse>> onPublish =
      (request, answer) ->
          reply(
              answer, PublishResponse.newBuilder().setPublished(request.getEventsCount()).build());

  /** Null as long as the node is an older one, which cannot tell. */
  volatile @Nullable GetRoutingResponse routing;

  private final HealthStatusManager health = new HealthStatusManager();
  private final Server server;
  private final String address;

  FakeNode() {
    this(InsecureServerCredentials.create());
  }

  FakeNode(ServerCredentials credentials) {
    server =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(new Serving())
            .addService(new Events())
            .addService(new Routing())
            .addService(health.getHealthService())
            .intercept(new Headers())
            .build();
    answersLookups(true);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    address = "localhost:" + server.getPort();
  }

  /** Also of a node that is closed: then nobody listens there. */
  String address() {
    return address;
  }

  /** What health checks are told. */
  void answersLookups(boolean does) {
    health.setStatus(
        ServingServiceGrpc.SERVICE_NAME, does ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  static <A> void reply(StreamObserver<A> to, A answer) {
    to.onNext(answer);
    to.onCompleted();
  }

  /** The columns of the request as features. */
  static GetOnlineFeaturesResponse echo(GetOnlineFeaturesRequest request) {
    FeatureList.Builder names = FeatureList.newBuilder();
    GetOnlineFeaturesResponse.Builder response = GetOnlineFeaturesResponse.newBuilder();
    request
        .getEntitiesMap()
        .forEach((name, column) -> {
          names.addVal(name);
          response.addResults(vector(FieldStatus.PRESENT, column.getValList()));
        });
    return response
        .setMetadata(GetOnlineFeaturesResponseMetadata.newBuilder().setFeatureNames(names))
        .build();
  }

  static FeatureVector.Builder vector(FieldStatus status, List<Value> values) {
    FeatureVector.Builder vector = FeatureVector.newBuilder().addAllValues(values);
    values.forEach(value ->
        vector
            .addStatuses(status)
            .addEventTimestamps(com.google.protobuf.Timestamp.getDefaultInstance()));
    return vector;
  }

  private final class Serving extends ServingServiceGrpc.ServingServiceImplBase {
    @Override
    public void getOnlineFeatures(
        GetOnlineFeaturesRequest request, StreamObserver<GetOnlineFeaturesResponse> answer) {
      lookups.incrementAndGet();
      onLookup.accept(request, answer);
    }
  }

  private final class Events extends EventServiceGrpc.EventServiceImplBase {
    @Override
    public void publish(PublishRequest request, StreamObserver<PublishResponse> answer) {
      publications.incrementAndGet();
      onPublish.accept(request, answer);
    }
  }

  private final class Routing extends RoutingServiceGrpc.RoutingServiceImplBase {
    @Override
    public void getRouting(GetRoutingRequest request, StreamObserver<GetRoutingResponse> answer) {
      GetRoutingResponse told = routing;
      if (told == null) {
        super.getRouting(request, answer);
      } else {
        reply(answer, told);
      }
    }
  }

  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String time =
          headers.get(Metadata.Key.of("tidemark-as-of", Metadata.ASCII_STRING_MARSHALLER));
      if (time != null) {
        asOf.add(time);
      }
      return next.startCall(call, headers);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
