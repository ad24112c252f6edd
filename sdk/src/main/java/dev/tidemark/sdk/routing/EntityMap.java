package dev.tidemark.sdk.routing;

import dev.tidemark.serving.proto.RoutingServiceProto.EntityRouting;
import dev.tidemark.serving.proto.RoutingServiceProto.PartitionRouting;
import feast.proto.types.ValueProto.RepeatedValue;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Where the keys of an entity are.
 *
 * @param names of the fields of a key
 * @param types of these
 */
record EntityMap(List<String> names, List<KeyType> types, List<Partition> partitions) {

  /**
   * Who has a partition, by their numbers.
   *
   * @param owner -1 when there is none
   */
  record Partition(int owner, List<Integer> copies) {}

  /**
   * Reads what a node said; empty when it has partitions by keys of which this client knows
   * nothing.
   *
   * @param number of a node
   */
  static Optional<EntityMap> of(EntityRouting routing, Function<String, Integer> number) {
    List<String> names = new ArrayList<>();
    List<KeyType> types = new ArrayList<>();
    for (var field : routing.getKeysList()) {
      names.add(field.getName());
      try {
        types.add(KeyType.valueOf(field.getType()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    if (names.isEmpty() || routing.getPartitionsCount() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new EntityMap(
            names,
            types,
            routing.getPartitionsList().stream().map(said -> partition(said, number)).toList()));
  }

  private static Partition partition(PartitionRouting said, Function<String, Integer> number) {
    return new Partition(
        said.getOwner().isEmpty() ? -1 : number.apply(said.getOwner()),
        said.getCopiesList().stream().map(number).toList());
  }

  /** Adds what nodes have of the first rows. Columns that are not the entity's do not matter. */
  void count(Map<String, RepeatedValue> columns, int rows, Shares to) {
    List<RepeatedValue> fields = new ArrayList<>(names.size());
    for (String name : names) {
      RepeatedValue column = columns.get(name);
      if (column == null) {
        return;
      }
      fields.add(column);
    }
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    for (int row = 0; row < rows; row++) {
      partition(fields, row, key)
          .ifPresent(number -> {
            Partition partition = partitions.get(number);
            to.add(partition.owner, partition.copies);
          });
    }
  }

  /** Empty where a key has no value, or one that does not fit. */
  private OptionalInt partition(List<RepeatedValue> fields, int row, ByteArrayOutputStream key) {
    key.reset();
    for (int i = 0; i < fields.size(); i++) {
      RepeatedValue field = fields.get(i);
      if (row >= field.getValCount() || !types.get(i).write(field.getVal(row), key)) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(Murmur2.partition(key.toByteArray(), partitions.size()));
  }
}
