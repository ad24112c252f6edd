package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.FeatureRequests;
import dev.tidemark.online.request.Protocol;
import dev.tidemark.online.request.RequestMeasures;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.job.Pushes;
import dev.tidemark.serving.proto.EventServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The gRPC server of a node. It answers as soon as it is constructed, until it is closed. */
public final class GrpcServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final long STOPPING_SECONDS = 10;

  private final ExecutorService threads = threads("tidemark-grpc-");

  /** Of their own, so that lookups never wait while pushes wait for a broker. */
  private final ExecutorService pushThreads = threads("tidemark-grpc-push-");

  private final ServingHealth health;
  private final Server server;

  /**
   * What it serves.
   *
   * @param lookups the online store
   * @param pushes takes events
   * @param ready whether lookups can be answered
   */
  public record Parts(Lookups lookups, Pushes pushes, BooleanSupplier ready) {}

  /**
   * Starts a server.
   *
   * @param measures are told of every request for features or with events
   * @param names how features are named in answers
   * @param port 0 picks a free one
   * @throws UncheckedIOException when the port is taken
   */
  public GrpcServer(Parts parts, RequestMeasures measures, GrpcNames names, int port) {
    health = new ServingHealth(parts.ready());
    FeatureRequests requests = new FeatureRequests(parts.lookups(), measures, Protocol.GRPC);
    server =
        NettyServerBuilder.forPort(port)
            .executor(threads)
            .callExecutor(new PushThreads(pushThreads))
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .intercept(new AsOf())
            .addService(
                TracedCalls.of(
                    measures.traces(),
                    UnreadableMessages.refusedBy(new ServingService(requests, measures, names))))
            .addService(UnreadableMessages.refusedBy(new EventService(parts.pushes(), measures)))
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

  private static ExecutorService threads(String name) {
    return Executors.newFixedThreadPool(
        THREADS, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  private record PushThreads(ExecutorService threads) implements ServerCallExecutorSupplier {
    @Override
    public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
      String service = call.getMethodDescriptor().getServiceName();
      return EventServiceGrpc.SERVICE_NAME.equals(service) ? threads : null;
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
      // A call may have been answered and not yet have ended
      threads.shutdown();
      var _ = threads.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
    pushThreads.shutdown();
  }
}
