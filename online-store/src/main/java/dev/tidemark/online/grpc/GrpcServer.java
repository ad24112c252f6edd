package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.peer.proto.PeerServiceGrpc;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.job.Pushes;
import dev.tidemark.serving.proto.EventServiceGrpc;
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
import java.util.Optional;
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

  private static final int PUSH_THREADS = 64;

  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final int MOST_CALLS = 1_000;
  private static final long MOST_UNREAD = 16 << 20;

  /** A connection of which nothing is heard for so long is asked, and then cut. */
  private static final long SILENT_SECONDS = 30;

  private static final long ASKED_SECONDS = 10;

  private static final long STOPPING_SECONDS = 5;

  private final ExecutorService threads = threads(THREADS, "tidemark-grpc-");

  /** Of their own, so that lookups never wait while pushes wait for a broker. */
  private final ExecutorService pushThreads = threads(PUSH_THREADS, "tidemark-grpc-push-");

  private final ServingHealth health;
  private final Server server;

  /**
   * What it serves.
   *
   * @param lookups the online store
   * @param reads what other nodes ask
   * @param pushes takes events
   * @param ready whether lookups can be answered
   */
  public record Parts(Lookups lookups, PeerReads reads, Pushes pushes, BooleanSupplier ready) {

    /** Of a node that is alone. */
    public Parts(Lookups lookups, Pushes pushes, BooleanSupplier ready) {
      this(lookups, new PeerReads((application, version) -> Optional.empty()), pushes, ready);
    }
  }

  /**
   * Starts a server.
   *
   * @param measures are told of every request for features or with events
   * @param names how features are named in answers
   * @throws UncheckedIOException when the port is taken
   */
  public GrpcServer(Parts parts, RequestMeasures measures, GrpcNames names, Door door) {
    health = new ServingHealth(parts.ready());
    FeatureRequests requests =
        new FeatureRequests(
            parts.lookups(),
            measures,
            Protocol.GRPC,
            (selection, fullNames) -> ResponseWriter.names(names, selection, fullNames));
    server =
        builder(door)
            .intercept(new AsOf())
            .addService(
                TracedCalls.of(
                    measures.traces(),
                    new ServingService(requests, door.admission(), measures, names)))
            .addService(UnreadableMessages.refusedBy(new EventService(parts.pushes(), measures)))
            .addService(new RoutingService(parts.lookups()))
            .addService(new PeerService(parts.reads(), door.admission()))
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

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name(name, 0).factory());
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
    if (call.getMethodDescriptor() == PeerServiceGrpc.getSeenMethod()) {
      return threads;
    }
    return switch (call.getMethodDescriptor().getServiceName()) {
      case ServingServiceGrpc.SERVICE_NAME, PeerServiceGrpc.SERVICE_NAME -> null;
      case EventServiceGrpc.SERVICE_NAME -> pushThreads;
      case null, default -> threads;
    };
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
    pushThreads.shutdown();
  }
}
