package dev.tidemark.online.trace;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.http.HttpServer;
import dev.tidemark.online.http.Measures;
import dev.tidemark.online.http.ReadyNode;
import dev.tidemark.online.http.TakenPushes;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.request.LookupTraces;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.definition.Settings.Tracing;
import feast.proto.serving.ServingAPIProto.FeatureList;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Both servers, whose traces are sent when this is closed, and their callers. */
final class Traced implements AutoCloseable {
  private final OtlpTraces traces;
  private final HttpServer http;
  private final GrpcServer grpc;

  Traced(Lookups lookups, Tracing tracing) {
    traces = new OtlpTraces(tracing, "checkout", "shop");
    TakenPushes pushes = new TakenPushes();
    Measures measures = new TracingMeasures(traces);
    http = new HttpServer(lookups, pushes, new ReadyNode(), measures, Door.at(0));
    grpc =
        new GrpcServer(
            new GrpcServer.Parts(lookups, pushes, () -> true),
            measures,
            GrpcNames.FEATURE,
            Door.at(0));
  }

  /**
   * Looks up two users; as {@link #overGrpc}.
   *
   * @param service to be asked for; empty asks for two features
   * @return the code of the answer
   */
  String overHttp(String service, Map<String, String> headers) {
    String asked =
        service.isEmpty()
            ? "\"features\": [\"profile:city\", \"activity:clicks_1h\"]"
            : "\"feature_service\": \"%s\", \"full_feature_names\": true".formatted(service);
    String previous = service.isEmpty() ? "" : ", \"previous\": [8, 7]";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:%d/get-online-features".formatted(http.port())))
            .POST(
                BodyPublishers.ofString(
                    "{%s, \"entities\": {\"user\": [7, 8]%s}}".formatted(asked, previous)));
    headers.forEach(request::header);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Integer.toString(client.send(request.build(), BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String overGrpc(String service, Map<String, String> headers) {
    GetOnlineFeaturesRequest.Builder request = GetOnlineFeaturesRequest.newBuilder();
    if (service.isEmpty()) {
      request.setFeatures(
          FeatureList.newBuilder().addAllVal(List.of("profile:city", "activity:clicks_1h")));
    } else {
      request.setFeatureService(service).setFullFeatureNames(true);
      request.putEntities("previous", longs(8, 7));
    }
    request.putEntities("user", longs(7, 8));
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", grpc.port()).usePlaintext().build();
    try {
      ServingServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
          .getOnlineFeatures(request.build());
      return "OK";
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    } finally {
      channel.shutdown();
    }
  }

  private static RepeatedValue longs(long first, long second) {
    return RepeatedValue.newBuilder()
        .addVal(Value.newBuilder().setInt64Val(first))
        .addVal(Value.newBuilder().setInt64Val(second))
        .build();
  }

  @Override
  public void close() {
    http.close();
    grpc.close();
    traces.close();
  }

  private record TracingMeasures(OtlpTraces to) implements Measures {
    @Override
    public Optional<LookupTraces> traces() {
      return Optional.of(to);
    }

    @Override
    public void answered(String endpoint, int status, long nanos) {}

    @Override
    public void served(String view, Status status, long values) {}

    @Override
    public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {}

    @Override
    public String text() {
      return "";
    }
  }
}
