package dev.tidemark.cli.publish;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Reasons;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records to one topic, and knows how many the broker has. */
final class Producer implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<byte[], byte[]> kafka;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Producer(Map<String, String> settings, String topic) {
    this.topic = topic;
    Map<String, Object> all = new HashMap<>(settings);
    all.putIfAbsent("linger.ms", "20");
    all.putIfAbsent("batch.size", "131072");
    all.putIfAbsent("max.block.ms", "15000");
    all.put("acks", "all");
    this.kafka = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sends one record; returns before the broker has it.
   *
   * @throws CommandException when this or an earlier record could not be sent
   */
  void send(byte @Nullable [] key, byte[] value) {
    checkFailure();
    try {
      var _ =
          kafka.send(
              new ProducerRecord<>(topic, key, value),
              (metadata, failed) -> {
                if (failed == null) {
                  acknowledged.incrementAndGet();
                } else {
                  failure.compareAndSet(null, failed);
                }
              });
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Returns when the broker has everything. */
  void flush() {
    kafka.flush();
    checkFailure();
  }

  private void checkFailure() {
    Exception failed = failure.get();
    if (failed != null) {
      throw failed(failed);
    }
  }

  private CommandException failed(Exception cause) {
    return CommandException.failed(
        "Cannot publish to topic %s: %s; %,d events were acknowledged before"
            .formatted(topic, Reasons.of(cause), acknowledged.get()));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
