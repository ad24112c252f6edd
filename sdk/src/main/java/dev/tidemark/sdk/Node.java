package dev.tidemark.sdk;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What lookups are sent to.
 *
 * @param address of the node; those that the client was given together are one for it
 * @param several whether nodes are behind it that gRPC takes in turns
 * @param underWay calls of this client that have no answer yet
 */
record Node(String address, ManagedChannel channel, boolean several, AtomicInteger underWay) {
  Node(String address, ManagedChannel channel, boolean several) {
    this(address, channel, several, new AtomicInteger());
  }

  /** Whether there is a connection and it says that it answers lookups. Connects if it does not. */
  boolean ready() {
    return channel.getState(true) == ConnectivityState.READY;
  }
}
