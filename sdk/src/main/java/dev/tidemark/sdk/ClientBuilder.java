package dev.tidemark.sdk;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings of a client. Unless told otherwise it speaks TLS and trusts what the JVM trusts. */
public final class ClientBuilder {
  private static final int MIB = 1 << 20;

  private final List<Address> addresses;
  private List<Address> flight = List.of();
  private ChannelCredentials credentials = TlsChannelCredentials.create();
  private Duration lookupDeadline = Duration.ofSeconds(2);
  private Duration publishDeadline = Duration.ofSeconds(15);
  private double retryBudget = 0.1;
  private boolean learns = true;
  private int maxMessageSize = 64 * MIB;

  ClientBuilder(List<String> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot make a client without an address: give one such as localhost:6567");
    }
    this.addresses = addresses.stream().map(Address::parse).toList();
  }

  /**
   * Where nodes serve training sets; none at first.
   *
   * @param nodes of which the first that can be reached is asked, each as {@code host:port}
   * @throws IllegalArgumentException when one is none
   */
  public ClientBuilder flight(String... nodes) {
    flight = Arrays.stream(nodes).map(Address::parse).toList();
    return this;
  }

  /** Speaks without TLS. */
  public ClientBuilder plaintext() {
    credentials = InsecureChannelCredentials.create();
    return this;
  }

  /**
   * Speaks TLS and trusts these certificates alone.
   *
   * @param certificates a PEM file
   * @throws UncheckedIOException when it cannot be read
   */
  public ClientBuilder trust(Path certificates) {
    try {
      credentials = TlsChannelCredentials.newBuilder().trustManager(certificates.toFile()).build();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read certificates: " + certificates, e);
    }
  }

  /** How long a lookup may take that says nothing about it; 2 s at first. */
  public ClientBuilder lookupDeadline(Duration deadline) {
    lookupDeadline = deadline;
    return this;
  }

  /**
   * How long a publication may take; 15 s at first, as a node waits some seconds for its broker.
   */
  public ClientBuilder publishDeadline(Duration deadline) {
    publishDeadline = deadline;
    return this;
  }

  /**
   * How many calls there may be beyond one for each lookup that succeeds, in the long run; 0.1 at
   * first, so that clients do not drown nodes that are already in trouble. These are repetitions of
   * calls that failed, and calls to a second node where the first is slow. Some 10 may be made
   * beyond it. Only lookups whose node has gone are repeated once at another whatever is left.
   *
   * @param ratio 0 for none, or from 0.001 to 1
   */
  public ClientBuilder retryBudget(double ratio) {
    if (ratio != 0 && !(ratio >= 0.001 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "Cannot set retry budget %s: expected 0, or a number from 0.001 to 1".formatted(ratio));
    }
    retryBudget = ratio;
    return this;
  }

  /** How many bytes the answer to a call may have; 64 MiB at first. */
  public ClientBuilder maxMessageSize(int bytes) {
    maxMessageSize = bytes;
    return this;
  }

  /**
   * Asks only the nodes that were given, as where the names by which nodes know each other are
   * those of other machines. At first the client learns from the given ones which nodes there are
   * and which has which keys, and asks those directly that it can reach.
   */
  public ClientBuilder givenNodesOnly() {
    learns = false;
    return this;
  }

  /** The client. It connects with the first call. */
  public TidemarkClient build() {
    Channels channels = new Channels(credentials, maxMessageSize);
    return new TidemarkClient(
        new LookupCalls(new Cluster(channels, addresses, learns), new Budget(retryBudget)),
        channels.once(addresses),
        flight.isEmpty() ? Optional.empty() : Optional.of(channels.once(flight)),
        lookupDeadline,
        publishDeadline);
  }
}
