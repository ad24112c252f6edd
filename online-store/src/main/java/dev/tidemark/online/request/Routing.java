package dev.tidemark.online.request;

import dev.tidemark.model.type.Column;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.online.lookup.Serving;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes have which keys, as this one has heard.
 *
 * @param version of the definitions
 * @param entities by name
 */
public record Routing(int version, Map<String, OfEntity> entities) {

  /**
   * Where the keys of an entity are.
   *
   * @param keys their fields, which are encoded one after the other
   * @param partitions of which a key has the one that its murmur2 hash names, as Kafka's producers
   *     choose it
   */
  public record OfEntity(List<Field> keys, List<Partition> partitions) {}

  /** A field of a key. */
  public record Field(String name, String type) {}

  /**
   * Who has a partition, each as the address of its gRPC API.
   *
   * @param owner null when there is none
   */
  public record Partition(@Nullable String owner, List<String> copies) {}

  /**
   * The routing at the moment.
   *
   * @throws RequestException when nothing is deployed yet
   */
  public static Routing of(Lookups lookups) {
    Serving serving =
        lookups
            .serving()
            .orElseThrow(() ->
                new RequestException(
                    503, "FeastError", "Cannot tell where keys are: nothing is deployed yet"));
    Map<String, OfEntity> entities = new TreeMap<>();
    serving.entities().forEach((name, source) -> entities.put(name, entity(source)));
    return new Routing(serving.deployment().version().number(), entities);
  }

  private static OfEntity entity(Serving.Source source) {
    List<Partition> partitions = new ArrayList<>();
    for (int partition = 0; partition < source.partitions(); partition++) {
      partitions.add(partition(source, partition));
    }
    return new OfEntity(source.keys().stream().map(Routing::field).toList(), partitions);
  }

  private static Field field(Column column) {
    return new Field(column.name(), column.type().toString());
  }

  private static Partition partition(Serving.Source source, int partition) {
    Replicas of = source.replicas(partition);
    return new Partition(
        of.owner().map(Host::toString).orElse(null),
        of.copies().stream().map(Host::toString).toList());
  }
}
