package dev.tidemark.registry.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How far logs reach, and how far a consumer group has come in them. */
public final class GroupOffsets {
  private GroupOffsets() {}

  /**
   * The committed offset of every partition of the topics that exist; 0 where there is none.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public static Map<TopicPartition, Long> committed(
      Admin admin, String group, Collection<String> topics) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> known = known(admin, group);
    for (TopicPartition partition : partitions(admin, topics)) {
      OffsetAndMetadata offset = known.get(partition);
      committed.put(partition, offset == null ? 0L : offset.offset());
    }
    return committed;
  }

  private static Map<TopicPartition, OffsetAndMetadata> known(Admin admin, String group) {
    try {
      return Answers.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  /**
   * The end of every partition of the topics that exist, as a reader of committed records sees it.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public static Map<TopicPartition, Long> ends(Admin admin, Collection<String> topics) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions(admin, topics).stream()
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    Answers.await(
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private static Collection<TopicPartition> partitions(Admin admin, Collection<String> topics) {
    Map<String, Integer> counts = ProjectTopics.partitions(admin, topics);
    return counts.entrySet().stream()
        .flatMap(topic ->
            IntStream.range(0, topic.getValue())
                .mapToObj(i -> new TopicPartition(topic.getKey(), i)))
        .toList();
  }
}
