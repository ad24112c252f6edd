package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The gRPC server of a node. It answers as soon as it is constructed, until it is closed. */
public final class GrpcServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final long STOPPING_SECONDS = 10;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("tidemark-grpc-", 0).factory());
  private final ServingHealth health;
  private final Server server;

  /**
   * Starts a server.
   *
   * @param lookups the online store
   * @param ready whether lookups can be answered
   * @param measures are told of every request for features
   * @param names how features are named in answers
   * @param port 0 picks a free one
   * @throws UncheckedIOException when the port is taken
   */
  public GrpcServer(
      Lookups lookups, BooleanSupplier ready, RequestMeasures measures, GrpcNames names, int port) {
    health = new ServingHealth(ready);
    server =
        NettyServerBuilder.forPort(port)
            .executor(threads)
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .intercept(new AsOf())
            .addService(
                UnreadableMessages.refusedBy(
                    new ServingService(new FeatureRequests(lookups, measures), measures, names)))
            .addService(health)
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Takes no more requests, lets those that run finish, and stops. */
  @Override
  public void close() {
    health.close();
    server.shutdown();
    try {
      if (!server.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
