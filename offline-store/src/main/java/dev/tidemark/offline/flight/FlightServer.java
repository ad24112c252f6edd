package dev.tidemark.offline.flight;

import dev.tidemark.offline.TrainingSets;
import dev.tidemark.registry.deployment.Deployment;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Serves training sets over Arrow Flight, until it is closed. It speaks Flight's protocol over the
 * gRPC that the other server of a node has; Arrow's own server would bring a second Netty, and
 * frees a batch while another thread may be reading it when a client goes.
 */
public final class FlightServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int LONGEST_MESSAGE = 64 << 20;
  private static final int MOST_CALLS = 64;

  /** A connection of which nothing is heard for so long is asked, and then cut. */
  private static final long SILENT_SECONDS = 30;

  private static final long ASKED_SECONDS = 10;
  private static final long STOPPING_SECONDS = 5;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("tidemark-flight-", 0).factory());
  private final Stage stage;
  private final Exports exports;
  private final Server server;

  /**
   * What it serves.
   *
   * @param deployed the definitions that features are asked of
   */
  public record Parts(
      TrainingSets sets, Supplier<Optional<Deployment>> deployed, CaughtUp caughtUp) {}

  /**
   * Starts a server.
   *
   * @param port 0 picks a free one
   * @param keys for TLS; without them it is plain text
   * @throws UncheckedIOException when the port is taken
   */
  public FlightServer(Parts parts, int port, Optional<X509ExtendedKeyManager> keys) {
    this(parts, port, keys, Exports.Limits.USUAL, Stage.Limits.USUAL);
  }

  FlightServer(
      Parts parts,
      int port,
      Optional<X509ExtendedKeyManager> keys,
      Exports.Limits running,
      Stage.Limits staged) {
    stage = new Stage(staged);
    exports = new Exports(parts, running);
    NettyServerBuilder builder =
        NettyServerBuilder.forPort(port)
            .executor(threads)
            .addService(new FlightCalls(stage, exports))
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .keepAliveTime(SILENT_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ASKED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(ASKED_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    keys.ifPresent(shown -> builder.sslContext(tls(shown)));
    server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
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

  /** How many spines are kept. */
  int spines() {
    return stage.size();
  }

  /** Takes no more calls, lets those that run finish for some seconds, and stops. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    exports.close();
    threads.shutdown();
    stage.close();
  }
}
