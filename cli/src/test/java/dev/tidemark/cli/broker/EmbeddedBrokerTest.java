package dev.tidemark.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @Test
  void keeps_its_records_over_a_restart(@TempDir Path folder) throws Exception {
    try (var broker = EmbeddedBroker.start(folder, 0)) {
      create(broker, "t");
      produce(broker, "t", "hello");
    }
    try (var broker = EmbeddedBroker.start(folder, 0)) {
      assertThat(consume(broker, "t")).containsExactly("hello");
    }
  }

  @Test
  void says_which_port_is_taken(@TempDir Path one, @TempDir Path two) {
    try (var broker = EmbeddedBroker.start(one, 0)) {
      int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      assertThatThrownBy(() -> EmbeddedBroker.start(two, port).close())
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("port " + port);
    }
  }

  private static void create(EmbeddedBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static void produce(EmbeddedBroker broker, String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static List<String> consume(EmbeddedBroker broker, String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> values = new java.util.ArrayList<>();
      consumer.poll(Duration.ofSeconds(10)).forEach(record -> values.add(record.value()));
      return values;
    }
  }
}
