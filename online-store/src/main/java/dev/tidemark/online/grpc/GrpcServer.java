package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The gRPC server of a node. It answers as soon as it is constructed, until it is closed. */
public final class GrpcServer implements AutoCloseable {
  /** Of all but lookups. */
  private static final int THREADS = 4;

  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final int MOST_CALLS = 1_000;
  private static final long MOST_UNREAD = 16 << 20;

  /** A connection of which nothing is heard for so long is asked, and then cut. */
  private static final long SILENT_SECONDS = 30;

  private static final long ASKED_SECONDS = 10;

  private static final long STOPPING_SECONDS = 5;

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
   * @throws UncheckedIOException when the port is taken
   */
  public GrpcServer(
      Lookups lookups,
      BooleanSupplier ready,
      RequestMeasures measures,
      GrpcNames names,
      Door door) {
    health = new ServingHealth(ready);
    server =
        builder(door)
            .intercept(new AsOf())
            .addService(
                new ServingService(
                    new FeatureRequests(lookups, measures), door.admission(), measures, names))
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

  private NettyServerBuilder builder(Door door) {
    Unread unread = new Unread(MOST_UNREAD);
    NettyServerBuilder builder =
        NettyServerBuilder.forPort(door.port())
            // Lookups are let in or refused by the thread that reads them, before any queue
            .directExecutor()
            .callExecutor(this::executor)
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .keepAliveTime(SILENT_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ASKED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(ASKED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addTransportFilter(unread)
            .intercept(unread);
    door.keys().ifPresent(keys -> builder.sslContext(tls(keys)));
    return builder;
  }

  private <Q, A> @Nullable Executor executor(ServerCall<Q, A> call, Metadata headers) {
    String service = call.getMethodDescriptor().getServiceName();
    return ServingServiceGrpc.SERVICE_NAME.equals(service) ? null : threads;
  }

  private static SslContext tls(X509ExtendedKeyManager keys) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(keys)).build();
    } catch (SSLException e) {
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
