package dev.tidemark.online.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.PeerException;
import dev.tidemark.online.lookup.PeerException.Kind;
import dev.tidemark.online.lookup.Peers;
import dev.tidemark.peer.proto.PeerServiceGrpc;
import dev.tidemark.peer.proto.PeerServiceGrpc.PeerServiceFutureStub;
import dev.tidemark.peer.proto.PeerServiceProto.LocateRequest;
import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.peer.proto.PeerServiceProto.SeenResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection to each node that was asked, kept for the next question. Any thread. */
public final class PeerChannels implements Peers, AutoCloseable {
  private static final int LONGEST_MESSAGE = 64 << 20;
  private static final long SILENT_SECONDS = 15;
  private static final long ASKED_SECONDS = 5;
  private static final String TOO_LONG = "exceeds maximum size";
  private static final Duration MEETING = Duration.ofSeconds(5);

  private final Optional<Path> trusted;
  private final Map<Host, ManagedChannel> channels = new ConcurrentHashMap<>();

  /** Those who wait for answers go on here. */
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("tidemark-peers-", 0).factory());

  /**
   * No connection yet.
   *
   * @param trusted the certificates that nodes have to show one of, or one that it vouches for;
   *     empty when they speak plain text
   */
  public PeerChannels(Optional<Path> trusted) {
    this.trusted = trusted;
  }

  @Override
  public CompletableFuture<ReadResponse> read(Host host, ReadRequest question, Duration timeout) {
    return answer(stub(host, timeout).read(question));
  }

  @Override
  public CompletableFuture<LocateResponse> locate(Host host, Duration timeout) {
    return answer(stub(host, timeout).locate(LocateRequest.getDefaultInstance()));
  }

  @Override
  public CompletableFuture<SeenResponse> seen(Host host, SeenRequest question, Duration timeout) {
    return answer(stub(host, timeout).seen(question));
  }

  private PeerServiceFutureStub stub(Host host, Duration timeout) {
    return PeerServiceGrpc.newFutureStub(channels.computeIfAbsent(host, this::channel))
        .withDeadlineAfter(timeout);
  }

  private static <A> CompletableFuture<A> answer(ListenableFuture<A> asked) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    Futures.addCallback(
        asked,
        new FutureCallback<A>() {
          @Override
          public void onSuccess(@Nullable A response) {
            answer.complete(response);
          }

          @Override
          public void onFailure(Throwable failure) {
            answer.completeExceptionally(told(failure));
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  private static PeerException told(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String said = String.valueOf(status.getDescription()).lines().findFirst().orElse("");
    return switch (status.getCode()) {
      // A message that is too long has the same code, and asking again does not make it shorter
      case RESOURCE_EXHAUSTED ->
          new PeerException(said.contains(TOO_LONG) ? Kind.FAILED : Kind.OVERLOADED, said);
      case DEADLINE_EXCEEDED -> new PeerException(Kind.LATE, "it does not answer in time");
      default -> new PeerException(Kind.FAILED, status.getCode() + ": " + said + cause(status));
    };
  }

  /** Such as a certificate that is not trusted. */
  private static String cause(Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null || cause.getMessage() == null ? "" : ", " + cause.getMessage();
  }

  /** Asks for nothing, so that all is there when something is asked for. */
  @Override
  public void meet(Host host) {
    var _ = read(host, ReadRequest.getDefaultInstance(), MEETING);
  }

  private ManagedChannel channel(Host host) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(host.name(), host.port())
            .executor(threads)
            .disableRetry()
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .keepAliveTime(SILENT_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ASKED_SECONDS, TimeUnit.SECONDS);
    try {
      return trusted.isEmpty()
          ? builder.usePlaintext().build()
          : builder
              .sslContext(GrpcSslContexts.forClient().trustManager(trusted.get().toFile()).build())
              .build();
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    threads.shutdown();
  }
}
