package dev.tidemark.cli.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a source has refused. */
final class DeadLetters {
  private DeadLetters() {}

  /** The first so many dead letters: their reason by their value, in order. */
  static Map<String, String> reasons(String bootstrapServers, String topic, int count) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (ConsumerRecord<String, String> letter : read(bootstrapServers, topic, count)) {
      reasons.put(letter.value(), header(letter, "tidemark.reason"));
    }
    return reasons;
  }

  static List<ConsumerRecord<String, String>> read(
      String bootstrapServers, String topic, int count) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed"));
    List<ConsumerRecord<String, String>> letters = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (letters.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
      }
    }
    return letters;
  }

  static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
