package dev.tidemark.sdk.routing;

import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which nodes have which keys, as a node said. Immutable; it may be out of date. */
public final class PartitionMap {
  /** Of many rows the first ones tell enough. */
  private static final int MOST_ROWS = 1_000;

  private final List<String> nodes;
  private final List<EntityMap> entities;

  private PartitionMap(List<String> nodes, List<EntityMap> entities) {
    this.nodes = nodes;
    this.entities = entities;
  }

  /** Nothing is known. */
  public static PartitionMap empty() {
    return new PartitionMap(List.of(), List.of());
  }

  /** Reads what a node said. */
  public static PartitionMap of(GetRoutingResponse routing) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<EntityMap> entities = new ArrayList<>();
    for (var entity : routing.getEntitiesMap().values()) {
      EntityMap.of(entity, node -> numbers.computeIfAbsent(node, added -> numbers.size()))
          .ifPresent(entities::add);
    }
    return new PartitionMap(List.copyOf(numbers.keySet()), List.copyOf(entities));
  }

  /** The nodes, each as {@code host:port}; their places are their numbers. */
  public List<String> nodes() {
    return nodes;
  }

  /**
   * How many keys of a lookup each node has: of every entity whose key fields are columns of the
   * request, whether features of it are asked for or not.
   */
  public Shares shares(GetOnlineFeaturesRequest request) {
    Shares shares = new Shares(nodes.size());
    var columns = request.getEntitiesMap();
    int rows =
        columns.values().stream()
            .mapToInt(column -> Math.min(column.getValCount(), MOST_ROWS))
            .max()
            .orElse(0);
    entities.forEach(entity -> entity.count(columns, rows, shares));
    return shares;
  }
}
