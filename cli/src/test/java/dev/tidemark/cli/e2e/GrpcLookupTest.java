package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import feast.proto.serving.ServingServiceGrpc;
import feast.proto.types.ValueProto.RepeatedValue;
import feast.proto.types.ValueProto.Value;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A running node answers over gRPC what it has folded. */
@ExtendWith(SharedCluster.class)
class GrpcLookupTest {
  private static final GetOnlineFeaturesRequest CUSTOMER_7 =
      GetOnlineFeaturesRequest.newBuilder()
          .setFeatureService("checkout_v1")
          .putEntities(
              "customer",
              RepeatedValue.newBuilder().addVal(Value.newBuilder().setInt64Val(7)).build())
          .build();

  @Test
  void an_event_is_looked_up_over_grpc(Cluster cluster, @TempDir Path folder) throws Exception {
    TestRepository.on(cluster, folder, "grpc")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("grpc"));
    try (Node node = Node.start(FeatureRepository.settings(folder)).announce()) {
      ManagedChannel channel = ManagedChannelBuilder.forTarget(node.grpc()).usePlaintext().build();
      var stub = ServingServiceGrpc.newBlockingStub(channel);
      assertThatThrownBy(() -> stub.getOnlineFeatures(CUSTOMER_7))
          .hasMessage("UNAVAILABLE: Cannot look up: nothing is deployed yet");

      TestCommand.done(folder, "apply", "--yes");
      Shop.publish(
          cluster.bootstrapServers(),
          "grpc.orders",
          List.of(Shop.order(7, "tea", 2.5, "2026-01-01T00:00:00Z", null)));
      TestCommand.done(folder, "status", "--wait");

      GetOnlineFeaturesResponse answer = stub.getOnlineFeatures(CUSTOMER_7);
      int orders = answer.getMetadata().getFeatureNames().getValList().indexOf("orders");
      assertThat(answer.getResults(orders).getValues(0).getInt64Val()).isEqualTo(1);
      assertThat(new Http(node.http()).get("/metrics").body())
          .contains(
              "feast_feature_server_request_total{endpoint=\"/feast.serving.ServingService/GetOnlineFeatures\",status=\"14\"} 1.0");
      channel.shutdownNow();
    }
  }
}
