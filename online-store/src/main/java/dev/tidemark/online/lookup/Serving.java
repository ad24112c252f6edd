package dev.tidemark.online.lookup;

import dev.tidemark.model.type.Column;
import dev.tidemark.online.lookup.Placement.Replicas;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Join;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * What this node answers from, at one moment.
 *
 * @param deployment what requests are resolved by
 * @param entities the entities whose state can be read, by name
 */
public record Serving(Deployment deployment, Map<String, Source> entities) {
  public Serving {
    entities = Map.copyOf(entities);
  }

  /**
   * The state of an entity.
   *
   * @param partitions of its logs
   * @param logs by topic, as the job keeps them
   * @param views by name, of the deployment that the state was built for; it may be older than the
   *     one that requests are resolved by
   * @param version of that deployment
   * @param application by which other nodes know the state
   * @param placement of its partitions among the nodes
   */
  public record Source(
      PartitionedState state,
      List<Column> keys,
      int partitions,
      Map<String, LogState> logs,
      Map<String, Join> views,
      int version,
      String application,
      Placement placement) {
    public Source {
      keys = List.copyOf(keys);
      logs = Map.copyOf(logs);
      views = Map.copyOf(views);
    }

    /** Whether what is here of a partition is all that has been folded. */
    public boolean owns(int partition) {
      return state.owned(partition) && placement.sure();
    }

    /** The partition that holds a key, as Kafka's producers choose it. */
    public int partition(byte[] key) {
      return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Who has a partition, with this node. */
    public Replicas replicas(int partition) {
      Replicas others = placement.of(partition);
      List<Host> copies = new ArrayList<>(others.copies());
      if (placement.lag(partition).isPresent()) {
        copies.add(placement.self());
      }
      return new Replicas(owns(partition) ? Optional.of(placement.self()) : others.owner(), copies);
    }
  }
}
