package dev.tidemark.online.lookup;

import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.peer.proto.PeerServiceProto.SeenResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Other nodes. What they do not answer fails with a {@link PeerException}. Any thread. */
@FunctionalInterface
public interface Peers {

  /** There is none. */
  Peers NONE = (host, question, timeout) -> CompletableFuture.failedFuture(noNode());

  /**
   * Asks a node.
   *
   * @return its answer, on a thread that may work on it, or a {@link PeerException}
   */
  CompletableFuture<ReadResponse> read(Host host, ReadRequest question, Duration timeout);

  /** Asks a node where the states are that it answers from. */
  default CompletableFuture<LocateResponse> locate(Host host, Duration timeout) {
    return CompletableFuture.failedFuture(noNode());
  }

  /** Asks a node what it holds of a key. */
  default CompletableFuture<SeenResponse> seen(Host host, SeenRequest question, Duration timeout) {
    return CompletableFuture.failedFuture(noNode());
  }

  /** Connects to a node that may be asked soon. */
  default void meet(Host host) {}

  private static PeerException noNode() {
    return new PeerException(PeerException.Kind.FAILED, "there is no such node");
  }
}
