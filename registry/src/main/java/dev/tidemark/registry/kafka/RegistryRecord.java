package dev.tidemark.registry.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the registry topic.
 *
 * @param apply names the call that wrote it, and no other
 */
record RegistryRecord(String key, String value, String apply) {
  private static final String APPLY = "apply";

  /** The key under which a version stays when later ones have taken its place. */
  static String key(String project, int number) {
    return project + "@" + number;
  }

  static RegistryRecord of(ConsumerRecord<String, String> message) {
    String apply =
        Optional.ofNullable(message.headers().lastHeader(APPLY))
            .map(Header::value)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    return new RegistryRecord(message.key(), message.value(), apply);
  }

  ProducerRecord<String, String> to(String topic) {
    ProducerRecord<String, String> message = new ProducerRecord<>(topic, key, value);
    message.headers().add(APPLY, apply.getBytes(StandardCharsets.UTF_8));
    return message;
  }
}
