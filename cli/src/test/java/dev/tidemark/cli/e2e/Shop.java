package dev.tidemark.cli.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A small source with one view, and events for it. */
final class Shop {
  static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: %1$s.orders
      format: JSON
      event_time: {column: time, format: ISO_8601}
      created_time: {column: recorded, format: ISO_8601}
      columns: [{name: customer, type: INT64}, {name: item, type: STRING}, {name: price, type: DOUBLE}]
      ---
      kind: FeatureView
      name: orders_of_customer
      entity: customer
      source: orders
      features:
        - {name: last_item, type: STRING, from: item}
        - {name: orders_1h, aggregate: count, window: 1h}
        - {name: spent, aggregate: sum, of: price, window: lifetime}
        - {name: orders, aggregate: count, window: lifetime}
        - {name: items, aggregate: last_n, n: 10, of: item, window: 30d}
      ---
      kind: FeatureService
      name: checkout_v1
      features: [orders_of_customer]
      """;

  private Shop() {}

  /** An order as JSON; {@code recorded} may be null. */
  static String order(long customer, String item, double price, String time, String recorded) {
    String created = recorded == null ? "null" : '"' + recorded + '"';
    return """
    {"customer": %d, "item": "%s", "price": %s, "time": "%s", "recorded": %s}\
    """
        .formatted(customer, item, price, time, created);
  }

  /** Sends values without a key to one partition, so that they keep their order. */
  static void publish(String bootstrapServers, String topic, List<String> values)
      throws ExecutionException, InterruptedException {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
      }
    }
  }
}
