package dev.tidemark.sdk;

import dev.tidemark.sdk.routing.PartitionMap;
import dev.tidemark.sdk.routing.Shares;
import dev.tidemark.serving.proto.RoutingServiceGrpc;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingRequest;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The nodes that answer lookups, and which of them has which keys. The client was told some; these
 * tell of all. Those of which they tell are asked directly where that is possible from here, and
 * else the given ones are, each of which answers every lookup.
 *
 * <p>What is known is learnt anew, in the background, when a lookup finds it old or has seen that
 * it is wrong. Any thread.
 */
final class Cluster {
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long DOUBTED_OLD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LEARNING_SECONDS = 2;

  /** A node with so many calls under way, and twice as many as another, is passed over. */
  private static final int BUSY = 32;

  private final Channels channels;
  private final Node given;
  private final boolean learns;

  private volatile Topology topology = new Topology(PartitionMap.empty(), List.of());
  private volatile long askedAt = System.nanoTime() - 2 * OLD_NANOS;
  private volatile boolean doubted;
  private final AtomicBoolean asking = new AtomicBoolean();

  /** No more asked, but one may just have been chosen: their channels end with the next map. */
  private List<Node> leaving = List.of();

  private boolean closed;

  /**
   * What is known.
   *
   * @param nodes in the order of their numbers in the map
   */
  private record Topology(PartitionMap map, List<Node> nodes) {}

  /**
   * Nodes.
   *
   * @param addresses of some of them
   * @param learns whether to find the others
   */
  Cluster(Channels channels, List<Address> addresses, boolean learns) {
    this.channels = channels;
    this.given = new Node("given", channels.lookups(addresses), addresses.size() > 1);
    this.learns = learns;
  }

  /** A node with what speaks for it; from those with most to those with least. */
  private record Candidate(
      Node node, boolean asked, boolean busy, int owned, int copied, int underWay, int dice) {
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparing(Candidate::asked)
            .thenComparing(Candidate::busy)
            .thenComparingInt(candidate -> -candidate.owned)
            .thenComparingInt(candidate -> -candidate.copied)
            .thenComparingInt(Candidate::underWay)
            .thenComparingInt(Candidate::dice);
  }

  /**
   * Where to send a lookup: to the node that owns most of its keys, or has most copies, or has the
   * fewest calls under way.
   *
   * @param asked nodes that come last, as they have been asked already
   */
  Node next(GetOnlineFeaturesRequest request, Set<Node> asked) {
    learnIfOld();
    Topology now = topology;
    int fewest = Integer.MAX_VALUE;
    List<Integer> ready = new ArrayList<>(now.nodes.size());
    for (int i = 0; i < now.nodes.size(); i++) {
      if (now.nodes.get(i).ready()) {
        ready.add(i);
        fewest = Math.min(fewest, now.nodes.get(i).underWay().get());
      }
    }
    if (ready.size() < 2) {
      return ready.isEmpty() ? given : now.nodes.get(ready.get(0));
    }
    Shares shares = now.map.shares(request);
    List<Candidate> candidates = new ArrayList<>(ready.size());
    for (int i : ready) {
      Node node = now.nodes.get(i);
      int underWay = node.underWay().get();
      candidates.add(
          new Candidate(
              node,
              asked.contains(node),
              node.spared() || underWay > BUSY + 2 * fewest,
              shares.owned(i),
              shares.copied(i),
              underWay,
              ThreadLocalRandom.current().nextInt()));
    }
    candidates.sort(Candidate.BEST_FIRST);
    return candidates.get(0).node;
  }

  /** Whether a lookup can be sent to more than one. */
  boolean severalNodes() {
    return given.several() || topology.nodes.size() > 1;
  }

  /** Tells that what is known seems to be wrong. */
  void doubt() {
    doubted = true;
  }

  private void learnIfOld() {
    long most = doubted ? DOUBTED_OLD_NANOS : OLD_NANOS;
    if (learns && System.nanoTime() - askedAt > most && asking.compareAndSet(false, true)) {
      doubted = false;
      askedAt = System.nanoTime();
      learn();
    }
  }

  private void learn() {
    Answer<GetRoutingRequest, GetRoutingResponse> answer = new Answer<>();
    var unused =
        answer
            .future()
            .whenComplete((routing, failure) -> {
              try {
                // A node that cannot tell leaves all as it was; an older one never can
                if (failure == null) {
                  learnt(PartitionMap.of(routing));
                }
              } finally {
                asking.set(false);
              }
            });
    Node node = next(GetOnlineFeaturesRequest.getDefaultInstance(), Set.of());
    ClientCalls.asyncUnaryCall(
        node.channel()
            .newCall(
                RoutingServiceGrpc.getGetRoutingMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(LEARNING_SECONDS, TimeUnit.SECONDS)),
        GetRoutingRequest.getDefaultInstance(),
        answer);
  }

  private synchronized void learnt(PartitionMap map) {
    if (closed) {
      return;
    }
    List<Address> addresses = map.nodes().stream().map(Address::parse).toList();
    leaving.forEach(node -> node.channel().shutdown());
    Map<String, Node> known =
        topology.nodes.stream().collect(Collectors.toMap(Node::address, Function.identity()));
    List<Node> nodes = new ArrayList<>();
    for (Address address : addresses) {
      Node node = known.remove(address.toString());
      nodes.add(node == null ? connected(address) : node);
    }
    topology = new Topology(map, nodes);
    leaving = List.copyOf(known.values());
  }

  private Node connected(Address address) {
    Node node = new Node(address.toString(), channels.lookups(List.of(address)), false);
    node.ready();
    return node;
  }

  /** All there are; there will be no others. */
  synchronized List<ManagedChannel> shutdown() {
    closed = true;
    List<ManagedChannel> channels = new ArrayList<>(List.of(given.channel()));
    topology.nodes.forEach(node -> channels.add(node.channel()));
    leaving.forEach(node -> channels.add(node.channel()));
    return channels;
  }
}
