package dev.tidemark.offline.history;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A node among those that write a table. The group only says who has which partitions; the offsets
 * are in the table.
 *
 * @param kafka client settings
 * @param group of those that write the table
 * @param node its name; one that was killed and comes back has its partitions again at once
 */
record Membership(Map<String, String> kafka, String group, String node) {
  /** How long the partitions of a node that died wait for it, unless the settings say. */
  private static final String SESSION_MILLIS = "10000";

  /** How soon a new topic or partition is noticed, unless the settings say. */
  private static final String METADATA_MILLIS = "10000";

  /** A gap in the log is an error. */
  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, node);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
