package dev.tidemark.online.lookup;

import static java.util.stream.Collectors.joining;

import dev.tidemark.online.lookup.Lookup.OfKeys;
import dev.tidemark.online.lookup.PeerMeasures.From;
import dev.tidemark.online.lookup.PeerMeasures.Outcome;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.peer.proto.PeerServiceProto.Part;
import dev.tidemark.peer.proto.PeerServiceProto.PartAnswer;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.registry.definition.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
  private final Bounds bounds;
  private final PeerMeasures measures;

  /** Lookups that are under way here. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final Map<Host, Long> suspectedAt = new ConcurrentHashMap<>();

  /** Reads from nodes. */
  public Elsewhere(Peers peers, Bounds bounds, PeerMeasures measures) {
    this.peers = peers;
    this.bounds = bounds;
    this.measures = measures;
  }

  /**
   * What a lookup may take.
   *
   * @param deadline how long it may wait
   * @param maxStaleness of a copy that answers; empty for any
   * @param waiting how many may do so at once: they hold memory, while what is slow is elsewhere
   */
  public record Bounds(Duration deadline, Optional<Duration> maxStaleness, int waiting) {
    /** Of lookups, for each that a node works on at once. */
    private static final int WAITING = 500;

    /** Those of a node's settings. */
    public static Bounds of(Settings.Serving settings) {
      return new Bounds(
          settings.deadline(), settings.maxStaleness(), WAITING * settings.limits().concurrent());
    }
  }

  /** For a node that is alone. */
  public static Elsewhere nowhere() {
    return new Elsewhere(
        Peers.NONE, new Bounds(Duration.ZERO, Optional.empty(), 1_000), PeerMeasures.NONE);
  }

  /** The other nodes. */
  public Peers peers() {
    return peers;
  }

  /** How long what is asked of them may take. */
  public Duration deadline() {
    return bounds.deadline();
  }

  /**
   * Completes a lookup as far as that can be done in time.
   *
   * @return an {@link OverloadedException} when too many wait already, or when it could not be done
   *     since other nodes have too much to do
   */
  CompletableFuture<Lookup> complete(Lookup lookup) {
    if (waiting.incrementAndGet() > bounds.waiting()) {
      waiting.decrementAndGet();
      measures.helped(Outcome.REFUSED);
      return CompletableFuture.failedFuture(
          new OverloadedException(
              "Cannot look up now: %d lookups wait for other nodes; try again soon, or ask other nodes"
                  .formatted(bounds.waiting())));
    }
    return new Reading(lookup)
        .round(0)
        .whenComplete((done, failure) -> {
          waiting.decrementAndGet();
          measure(lookup, failure != null);
        });
  }

  private void measure(Lookup lookup, boolean refused) {
    if (refused) {
      measures.helped(Outcome.REFUSED);
      return;
    }
    Outcome outcome = Outcome.OWNERS;
    for (OfKeys of : lookup.keys()) {
      for (From from : From.values()) {
        int keys = of.read(from);
        if (keys > 0) {
          measures.keys(of.name(), from, keys);
          outcome = from.outcome().compareTo(outcome) > 0 ? from.outcome() : outcome;
        }
      }
    }
    measures.helped(outcome);
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
    private final long end = System.nanoTime() + bounds.deadline().toNanos();

    /** What nodes said last that did not answer. */
    private final Map<Host, String> failures = new ConcurrentHashMap<>();

    /** Those that had too much to do when they were last asked. */
    private final Set<Host> overloaded = ConcurrentHashMap.newKeySet();

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
      Set<Host> refusing = new TreeSet<>(Comparator.comparing(Host::toString));
      Map<Place.There, Map<OfKeys, List<Integer>>> asked = new LinkedHashMap<>();
      for (OfKeys keys : lookup.keys()) {
        for (int partition : keys.missing()) {
          List<Place> places = places(keys, partition);
          if (last) {
            keys.unanswered(partition, reason(places, failures));
            refusing.addAll(refusing(places));
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
      if (!refusing.isEmpty()) {
        return CompletableFuture.failedFuture(
            new OverloadedException(
                "Cannot look up now: %s, where some of the keys are, works on too many lookups; try again soon"
                    .formatted(refusing.stream().map(Host::toString).collect(joining(", ")))));
      }
      if (last || lookup.complete()) {
        return CompletableFuture.completedFuture(lookup);
      }
      if (asked.isEmpty() || triedAll) {
        // Who has too much to do is not to be asked ever more often
        long pause = PAUSE.toMillis() * (overloaded.isEmpty() ? 1 : 1 + round);
        Executor later = CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> true, later)
            .thenCompose(over -> ask(asked, round, end - System.nanoTime()))
            .thenCompose(over -> round(round + 1));
      }
      return ask(asked, round, left)
          .thenCompose(over -> lookup.complete() ? done() : round(round + 1));
    }

    private List<Host> refusing(List<Place> places) {
      return places.stream()
          .filter(Place.There.class::isInstance)
          .map(place -> ((Place.There) place).host())
          .filter(overloaded::contains)
          .toList();
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
        long start = System.nanoTime();
        CompletableFuture<Optional<ReadResponse>> answer =
            peers
                .read(there.host(), question, min(timeout, patience))
                .handle((response, failure) -> {
                  Optional<PeerException.Kind> failed = kind(failure);
                  measures.asked(there.host(), failed, System.nanoTime() - start);
                  return told(there.host(), response, failed, failure);
                });
        all = all.thenCombine(answer, (before, response) -> take(there.host(), parts, response));
      }
      return all;
    }

    private Optional<ReadResponse> told(
        Host host, ReadResponse response, Optional<PeerException.Kind> failed, Throwable failure) {
      if (failed.isEmpty()) {
        suspectedAt.remove(host);
        overloaded.remove(host);
        return Optional.of(response);
      }
      // At the end of its time a lookup hardly waits, so that being late tells least
      switch (failed.get()) {
        case OVERLOADED -> {
          failures.put(host, String.valueOf(failure.getMessage()));
          overloaded.add(host);
        }
        case LATE -> {
          failures.putIfAbsent(host, String.valueOf(failure.getMessage()));
          suspectedAt.put(host, System.nanoTime());
        }
        case FAILED -> {
          failures.put(host, String.valueOf(failure.getMessage()));
          overloaded.remove(host);
          suspectedAt.put(host, System.nanoTime());
        }
      }
      LOG.debug("{} does not answer", host, failure);
      return Optional.empty();
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
        .ifPresent(lag -> {
          if (fresh(lag)) {
            places.add(new Place.CopyHere(lag));
          } else {
            keys.tooStale(partition);
          }
        });
    replicas.copies().forEach(host -> places.add(new Place.There(host, true)));
    places.sort(Comparator.comparing(this::suspected));
    return places;
  }

  private static Optional<PeerException.Kind> kind(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> Optional.empty();
      case PeerException of -> Optional.of(of.kind());
      default -> Optional.of(PeerException.Kind.FAILED);
    };
  }

  private boolean fresh(Lag lag) {
    return bounds.maxStaleness().map(most -> lag.millis() <= most.toMillis()).orElse(true);
  }

  private boolean suspected(Place place) {
    if (!(place instanceof Place.There there)) {
      return false;
    }
    Long since = suspectedAt.get(there.host());
    return since != null && System.nanoTime() - since < SUSPECT_NANOS;
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
        .collect(joining("; ", "could not be read in time from ", ""));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
