package dev.tidemark.sdk;

import feast.proto.serving.ServingServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes channels.
 *
 * @param maxMessageSize of answers, in bytes
 */
record Channels(ChannelCredentials credentials, int maxMessageSize) {
  private static final int MIB = 1 << 20;

  /** A connection of which nothing is heard for so long is asked, and then given up. */
  private static final long SILENT_SECONDS = 15;

  private static final long ASKED_SECONDS = 5;

  /**
   * A channel to those of the nodes that say that they answer lookups. gRPC itself repeats only
   * calls that no node has begun with.
   */
  ManagedChannel lookups(List<Address> nodes) {
    return channel(nodes)
        .defaultServiceConfig(
            Map.of("healthCheckConfig", Map.of("serviceName", ServingServiceGrpc.SERVICE_NAME)))
        .keepAliveTime(SILENT_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(ASKED_SECONDS, TimeUnit.SECONDS)
        // A request that is longer than the buffer is not repeated
        .perRpcBufferLimit(16 * MIB)
        .retryBufferSize(64 * MIB)
        .build();
  }

  /** A channel to nodes whether they answer lookups or not, on which nothing is repeated. */
  ManagedChannel once(List<Address> nodes) {
    return channel(nodes).disableRetry().build();
  }

  private ManagedChannelBuilder<?> channel(List<Address> nodes) {
    NameResolverRegistry registry = new NameResolverRegistry();
    registry.register(new Nodes(nodes));
    return Grpc.newChannelBuilder(Nodes.SCHEME + ":///nodes", credentials, registry)
        .defaultLoadBalancingPolicy("round_robin")
        .maxInboundMessageSize(maxMessageSize);
  }
}
