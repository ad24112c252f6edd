package dev.tidemark.online.lookup;

import dev.tidemark.online.lookup.Lookup.OfKeys;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.peer.proto.PeerServiceProto.LocateResponse;
import dev.tidemark.peer.proto.PeerServiceProto.Part;
import dev.tidemark.peer.proto.PeerServiceProto.PartAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.peer.proto.PeerServiceProto.SeenResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys of a lookup that this node does not own: from their owners, each asked once for
 * all, and from copies where an owner does not answer. Goes on until its time is over, for keys
 * move.
 */
public final class Elsewhere {
  private static final Logger LOG = LoggerFactory.getLogger(Elsewhere.class);

  /** How long a node has at first before another is asked, and for each key; then longer. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final Duration PATIENCE_FOR_KEY = Duration.ofNanos(200_000);

  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A node that did not answer is asked last for so long. */
  private static final long SUSPECT_NANOS = 1_000_000_000;

  private final Peers peers;
  private final Duration deadline;
  private final Optional<Duration> maxStaleness;
  private final Map<Host, Long> suspectedAt = new ConcurrentHashMap<>();

  /** Other nodes. */
  @FunctionalInterface
  public interface Peers {

    /** There is none. */
    Peers NONE = (host, question, timeout) -> CompletableFuture.failedFuture(new Unreachable());

    /**
     * Asks a node.
     *
     * @return its answer, on a thread that may work on it
     */
    CompletableFuture<ReadResponse> read(Host host, ReadRequest question, Duration timeout);

    /** Asks a node where the states are that it answers from. */
    default CompletableFuture<LocateResponse> locate(Host host, Duration timeout) {
      return CompletableFuture.failedFuture(new Unreachable());
    }

    /** Asks a node what it holds of a key. */
    default CompletableFuture<SeenResponse> seen(
        Host host, SeenRequest question, Duration timeout) {
      return CompletableFuture.failedFuture(new Unreachable());
    }

    /** Connects to a node that may be asked soon. */
    default void meet(Host host) {}

    /** There is no such node. */
    final class Unreachable extends RuntimeException {
      private static final long serialVersionUID = 1;
    }
  }

  /**
   * Reads from nodes.
   *
   * @param deadline how long a lookup may take
   * @param maxStaleness of a copy that answers; empty for any
   */
  public Elsewhere(Peers peers, Duration deadline, Optional<Duration> maxStaleness) {
    this.peers = peers;
    this.deadline = deadline;
    this.maxStaleness = maxStaleness;
  }

  /** For a node that is alone. */
  public static Elsewhere nowhere() {
    return new Elsewhere(Peers.NONE, Duration.ZERO, Optional.empty());
  }

  /** The other nodes. */
  public Peers peers() {
    return peers;
  }

  /** How long what is asked of them may take. */
  public Duration deadline() {
    return deadline;
  }

  /** Completes a lookup as far as that can be done in time. */
  CompletableFuture<Lookup> complete(Lookup lookup) {
    return new Reading(lookup).round(0);
  }

  /** Where a partition can be read. */
  private sealed interface Place {
    /** On another node, from its own or from a copy. */
    record There(Host host, boolean copy) implements Place {}

    /** On this node. */
    record CopyHere(Lag lag) implements Place {}
  }

  /** Some partitions of some keys, for one node. */
  private record Asked(OfKeys keys, List<Integer> partitions) {}

  private final class Reading {
    private final Lookup lookup;
    private final long end = System.nanoTime() + deadline.toNanos();

    /** What nodes said last that did not answer. */
    private final Map<Host, String> failures = new ConcurrentHashMap<>();

    Reading(Lookup lookup) {
      this.lookup = lookup;
    }

    CompletableFuture<Lookup> round(int round) {
      if (round > 0 && lookup.readOwned()) {
        return CompletableFuture.completedFuture(lookup);
      }
      long left = end - System.nanoTime();
      boolean last = left <= 0;
      boolean triedAll = true;
      Map<Place.There, Map<OfKeys, List<Integer>>> asked = new LinkedHashMap<>();
      for (OfKeys keys : lookup.keys()) {
        for (int partition : keys.missing()) {
          List<Place> places = places(keys, partition);
          if (last) {
            keys.unanswered(partition, reason(places, failures));
            continue;
          }
          triedAll &= round >= places.size();
          if (places.isEmpty()) {
            continue;
          }
          switch (places.get(round % places.size())) {
            case Place.CopyHere copy -> keys.readCopy(partition, copy.lag());
            case Place.There there ->
                asked
                    .computeIfAbsent(there, of -> new LinkedHashMap<>())
                    .computeIfAbsent(keys, of -> new ArrayList<>())
                    .add(partition);
          }
        }
      }
      if (last || lookup.complete()) {
        return CompletableFuture.completedFuture(lookup);
      }
      if (asked.isEmpty() || triedAll) {
        Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> true, later)
            .thenCompose(over -> ask(asked, round, end - System.nanoTime()))
            .thenCompose(over -> round(round + 1));
      }
      return ask(asked, round, left)
          .thenCompose(over -> lookup.complete() ? done() : round(round + 1));
    }

    private CompletableFuture<Lookup> done() {
      return CompletableFuture.completedFuture(lookup);
    }

    /** Asks all at once, and takes their answers one after the other. */
    private CompletableFuture<Boolean> ask(
        Map<Place.There, Map<OfKeys, List<Integer>>> asked, int round, long left) {
      Duration timeout = Duration.ofNanos(Math.max(1, left));
      CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
      for (var of : asked.entrySet()) {
        Place.There there = of.getKey();
        List<Asked> parts = new ArrayList<>();
        of.getValue().forEach((keys, partitions) -> parts.add(new Asked(keys, partitions)));
        // Who has just become the owner may still be bringing back the last of its state
        ReadRequest question = question(parts, there.copy() || round > 0);
        int size = question.getPartsList().stream().mapToInt(Part::getKeysCount).sum();
        Duration patience =
            PATIENCE.plus(PATIENCE_FOR_KEY.multipliedBy(size)).multipliedBy(1 + round);
        CompletableFuture<Optional<ReadResponse>> answer =
            peers
                .read(there.host(), question, min(timeout, patience))
                .handle((response, failure) -> {
                  if (failure != null) {
                    failures.put(there.host(), String.valueOf(failure.getMessage()));
                  }
                  return told(there.host(), response, failure);
                });
        all = all.thenCombine(answer, (before, response) -> take(there.host(), parts, response));
      }
      return all;
    }

    private ReadRequest question(List<Asked> parts, boolean copies) {
      ReadRequest.Builder question =
          ReadRequest.newBuilder().setNow(lookup.question().now()).setCopies(copies);
      lookup.question().asOf().ifPresent(question::setAsOf);
      parts.forEach(part -> question.addParts(part.keys().asked(part.partitions())));
      return question.build();
    }

    private boolean take(Host host, List<Asked> parts, Optional<ReadResponse> response) {
      if (response.isEmpty()) {
        return false;
      }
      for (int i = 0; i < parts.size(); i++) {
        PartAnswer answer = response.get().getParts(i);
        if (answer.getKnown()) {
          take(parts.get(i), answer);
        } else {
          failures.put(host, "it does not know the state, or the version");
        }
      }
      return true;
    }

    private void take(Asked part, PartAnswer answer) {
      Map<Integer, Lag> copies = new HashMap<>();
      answer
          .getCopiesList()
          .forEach(
              copy -> copies.put(copy.getPartition(), new Lag(copy.getEvents(), copy.getMillis())));
      try {
        part.keys().take(part.partitions(), answer.getKeysList(), copies, Elsewhere.this::fresh);
      } catch (IllegalArgumentException e) {
        // Rows of a version of which this node has not heard yet: it will in a moment
        LOG.debug("Cannot read what another node has told", e);
      }
    }
  }

  /** The owner first, then copies; those that did not answer lately last. */
  private List<Place> places(OfKeys keys, int partition) {
    Placement placement = keys.source().placement();
    Replicas replicas = placement.of(partition);
    List<Place> places = new ArrayList<>();
    replicas.owner().ifPresent(owner -> places.add(new Place.There(owner, false)));
    placement
        .lag(partition)
        .filter(this::fresh)
        .ifPresent(lag -> places.add(new Place.CopyHere(lag)));
    replicas.copies().forEach(host -> places.add(new Place.There(host, true)));
    places.sort(Comparator.comparing(this::suspected));
    return places;
  }

  private boolean fresh(Lag lag) {
    return maxStaleness.map(most -> lag.millis() <= most.toMillis()).orElse(true);
  }

  private boolean suspected(Place place) {
    if (!(place instanceof Place.There there)) {
      return false;
    }
    Long since = suspectedAt.get(there.host());
    return since != null && System.nanoTime() - since < SUSPECT_NANOS;
  }

  private Optional<ReadResponse> told(Host host, ReadResponse response, Throwable failure) {
    if (failure == null) {
      suspectedAt.remove(host);
      return Optional.of(response);
    }
    suspectedAt.put(host, System.nanoTime());
    LOG.debug("{} does not answer", host, failure);
    return Optional.empty();
  }

  private static String reason(List<Place> places, Map<Host, String> failures) {
    if (places.isEmpty()) {
      return "is not open on this node, and no other is known to have it";
    }
    return places.stream()
        .map(place ->
            switch (place) {
              case Place.CopyHere _ -> "the copy here is not open";
              case Place.There there ->
                  there.host() + ": " + failures.getOrDefault(there.host(), "it is not there");
            })
        .collect(Collectors.joining("; ", "could not be read in time from ", ""));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
