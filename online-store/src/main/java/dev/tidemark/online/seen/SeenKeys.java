package dev.tidemark.online.seen;

import com.google.protobuf.ByteString;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.Reader;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads what is held of keys, from the state that lookups are answered from, or asks the node that
 * owns it. Any thread.
 */
public record SeenKeys(Lookups lookups) {
  private static final Duration PAUSE = Duration.ofMillis(10);

  /**
   * What is held of a key, as JSON. Waits for the owner as long as a lookup may.
   *
   * @param entity as it is deployed
   * @param key a value for each of its fields, in the Java type of the field
   * @throws RequestException of status 503 when it cannot be read now
   */
  public byte[] of(Entity entity, List<Object> key) {
    long end = System.nanoTime() + lookups.elsewhere().deadline().toNanos();
    while (true) {
      Serving serving = lookups.serving().orElseThrow(() -> notReady(entity));
      if (serving.deployment().logs().stream().noneMatch(log -> isOf(log, entity))) {
        // No view has it, so there is no job
        return SeenJson.bytes(new SeenKey(entity.name(), List.of()));
      }
      Asked asked = asked(serving, entity, key);
      Optional<byte[]> seen =
          read(asked.source(), entity.name(), asked.key())
              .map(SeenJson::bytes)
              .or(() -> elsewhere(asked, end));
      if (seen.isPresent()) {
        return seen.get();
      }
      // State may have been closed because another job took over in the meantime, or have moved
      if (System.nanoTime() >= end && isStill(serving)) {
        throw notHere(asked);
      }
      pause(entity);
    }
  }

  /** A key, and where it is looked for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asked(Serving.Source source, Entity entity, byte[] key) {
    int partition() {
      return source.partition(key);
    }

    Optional<Host> owner() {
      return source.placement().of(partition()).owner();
    }
  }

  private static Asked asked(Serving serving, Entity entity, List<Object> key) {
    Serving.Source source = serving.entities().get(entity.name());
    if (source == null || !source.keys().equals(entity.keys())) {
      throw notReady(entity);
    }
    return new Asked(source, entity, new KeyCodec(source.keys()).encode(key.toArray()));
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the same moment's
  private boolean isStill(Serving serving) {
    return serving == lookups.serving().orElse(serving);
  }

  /** What is held of a key that is owned here. */
  public static Optional<SeenKey> read(Serving.Source source, String entity, byte[] key) {
    int partition = source.partition(key);
    if (!source.owns(partition)) {
      return Optional.empty();
    }
    try (Reader reader = source.state().reader(partition).orElse(null)) {
      if (reader == null) {
        return Optional.empty();
      }
      List<SeenLog> logs = new ArrayList<>();
      for (FeatureLog log : logs(source)) {
        LogState state = Objects.requireNonNull(source.logs().get(log.topic()));
        logs.add(new LogReading(log, state, state.keys(key), reader).seen(partition));
      }
      return Optional.of(new SeenKey(entity, logs));
    }
  }

  /** What its owner says, if there is one and it does so in time. */
  private Optional<byte[]> elsewhere(Asked asked, long end) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (asked.owner().isEmpty() || !left.isPositive()) {
      return Optional.empty();
    }
    SeenRequest question =
        SeenRequest.newBuilder()
            .setApplication(asked.source().application())
            .setVersion(asked.source().version())
            .setEntity(asked.entity().name())
            .setKey(ByteString.copyFrom(asked.key()))
            .build();
    return lookups
        .elsewhere()
        .peers()
        .seen(asked.owner().get(), question, left)
        .handle((told, failure) ->
            failure == null && told.hasJson()
                ? Optional.of(told.getJson().toByteArray())
                : Optional.<byte[]>empty())
        .join();
  }

  private static void pause(Entity entity) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notReady(entity);
    }
  }

  private static boolean isOf(FeatureLog log, Entity entity) {
    return log.entity().name().equals(entity.name());
  }

  /** Those that the state was built for. */
  private static List<FeatureLog> logs(Serving.Source source) {
    return source.views().values().stream()
        .map(Join::log)
        .distinct()
        .sorted(Comparator.comparing(FeatureLog::table))
        .toList();
  }

  private static RequestException notReady(Entity entity) {
    return unavailable(
        "Cannot tell what is held of entity %s: its state is not ready; GET /api/v1/status shows its job"
            .formatted(entity.name()));
  }

  private static RequestException notHere(Asked asked) {
    String owner =
        asked
            .owner()
            .map(host -> "the node at " + host + " has it and did not tell in time")
            .orElse("no node is known to have it; ask again once it is restored");
    return unavailable(
        "Cannot tell what is held of entity %s: partition %d of its state, which has the key, is not open on this node; %s"
            .formatted(asked.entity().name(), asked.partition(), owner));
  }

  private static RequestException unavailable(String message) {
    return new RequestException(503, "FeastError", message);
  }
}
