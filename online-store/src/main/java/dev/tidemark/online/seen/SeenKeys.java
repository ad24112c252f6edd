package dev.tidemark.online.seen;

import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Placement;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.Reader;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads what is held of keys, from the state that lookups are answered from. Any thread. */
public record SeenKeys(Lookups lookups) {

  /**
   * What is held of a key.
   *
   * @param entity as it is deployed
   * @param key a value for each of its fields, in the Java type of the field
   * @throws RequestException of status 503 when it cannot be read on this node now
   */
  @SuppressWarnings("ReferenceEquality") // whether it is still the same moment's
  public SeenKey of(Entity entity, List<Object> key) {
    while (true) {
      Serving serving = lookups.serving().orElseThrow(() -> notReady(entity));
      try {
        return of(serving, entity, key);
      } catch (RequestException e) {
        // State may have been closed because another job took over in the meantime
        if (serving == lookups.serving().orElse(serving)) {
          throw e;
        }
      }
    }
  }

  private static SeenKey of(Serving serving, Entity entity, List<Object> key) {
    if (serving.deployment().logs().stream().noneMatch(log -> isOf(log, entity))) {
      return new SeenKey(entity.name(), List.of()); // no view has it, so there is no job
    }
    Serving.Source source = serving.entities().get(entity.name());
    if (source == null || !source.keys().equals(entity.keys())) {
      throw notReady(entity);
    }
    byte[] bytes = new KeyCodec(source.keys()).encode(key.toArray());
    int partition = source.partition(bytes);
    try (Reader reader =
        Optional.of(source)
            .filter(of -> of.owns(partition))
            .flatMap(of -> of.state().reader(partition))
            .orElseThrow(() -> notHere(entity, partition, source.placement()))) {
      List<SeenLog> logs = new ArrayList<>();
      for (FeatureLog log : logs(source)) {
        LogState state = Objects.requireNonNull(source.logs().get(log.topic()));
        logs.add(new LogReading(log, state, state.keys(bytes), reader).seen(partition));
      }
      return new SeenKey(entity.name(), logs);
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

  private static RequestException notHere(Entity entity, int partition, Placement placement) {
    String owner =
        placement
            .of(partition)
            .owner()
            .map(host -> "; the node at " + host + " has it")
            .orElse("; ask the node that has it, or again once it is restored");
    return unavailable(
        "Cannot tell what is held of entity %s: partition %d of its state, which has the key, is not open on this node%s"
            .formatted(entity.name(), partition, owner));
  }

  private static RequestException unavailable(String message) {
    return new RequestException(503, "FeastError", message);
  }
}
