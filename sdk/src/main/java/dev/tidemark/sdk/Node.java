package dev.tidemark.sdk;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lookups are sent to.
 *
 * @param address of the node; those that the client was given together are one for it
 * @param several whether nodes are behind it that gRPC takes in turns
 * @param underWay calls of this client that have no answer yet
 * @param sparedUntil when it is asked as before, by {@link System#nanoTime}
 */
record Node(
    String address,
    ManagedChannel channel,
    boolean several,
    AtomicInteger underWay,
    AtomicLong sparedUntil) {
  private static final long SPARED_NANOS = 250_000_000;

  Node(String address, ManagedChannel channel, boolean several) {
    this(address, channel, several, new AtomicInteger(), new AtomicLong(System.nanoTime()));
  }

  /** It has refused a call, since it has too much to do: for a while others are asked first. */
  void spare() {
    sparedUntil.set(System.nanoTime() + SPARED_NANOS);
  }

  boolean spared() {
    return System.nanoTime() - sparedUntil.get() < 0;
  }

  /** Whether there is a connection and it says that it answers lookups. Connects if it does not. */
  boolean ready() {
    return channel.getState(true) == ConnectivityState.READY;
  }
}
