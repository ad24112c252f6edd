package dev.tidemark.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka Streams' clients, with transactional ids that outlive the process. A stateless application
 * has a new random one each time that it starts; the transaction of a killed process would then
 * stay open until the broker times it out, which is 15 s with the broker's own settings, and every
 * reader of committed rows would wait as long. Under its old id the new process aborts it at once.
 *
 * @param instance names this node, also after a restart
 */
record StableClients(String application, String instance) implements KafkaClientSupplier {

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(
        settings(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  Map<String, Object> settings(Map<String, Object> config) {
    Map<String, Object> settings = new HashMap<>(config);
    settings.computeIfPresent(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, (key, id) -> transactionalId(id.toString()));
    return settings;
  }

  /** Kafka Streams ends it with the number of the thread, which stays. */
  private String transactionalId(String id) {
    return application + "." + instance + id.substring(id.lastIndexOf('-'));
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return getConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getConsumer(config);
  }
}
