package dev.tidemark.checker.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.event.Message;
import dev.tidemark.checker.product.Node;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes events: to the topic of their source, or as pushes over HTTP. */
final class Publisher implements AutoCloseable {
  private static final int ALL = 1_000_000;

  private final Definitions definitions;
  private final Node node;
  private final Record record;
  private final KafkaProducer<byte[], byte[]> kafka;

  /** One for each event of the round that the broker has answered for, and many at its end. */
  private final Semaphore answers = new Semaphore(0);

  Publisher(String bootstrapServers, Definitions definitions, Node node, Record record) {
    this.definitions = definitions;
    this.node = node;
    this.record = record;
    kafka =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "linger.ms", "2",
                "reconnect.backoff.max.ms", "200",
                "max.block.ms", "90000",
                "delivery.timeout.ms", "90000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Events that are written at once.
   *
   * @param pushed whether as a push, of one source; then one that is bad spoils it
   */
  record Burst(List<Event> events, boolean pushed, int pauseMillis) {}

  /** A round begins. */
  void begin() {
    answers.drainPermits();
  }

  /** Waits until the broker has answered for so many events of the round, or for all. */
  void awaitAcknowledged(int count) throws InterruptedException {
    answers.acquire(count);
    answers.release(count);
  }

  /** Writes one after the other; returns when the broker has answered for all. */
  void write(List<Burst> bursts) throws InterruptedException {
    for (Burst burst : bursts) {
      if (burst.pushed()) {
        push(burst.events());
      } else {
        burst.events().forEach(this::send);
      }
      Thread.sleep(burst.pauseMillis());
    }
    kafka.flush();
    answers.release(ALL);
  }

  private void send(Event event) {
    Instant began = Instant.now();
    var _ =
        kafka.send(
            Message.record(event, definitions.source(event.source())),
            (metadata, failed) -> {
              record.add(new Entry.Sent(began, Instant.now(), event, failed == null));
              answers.release();
            });
  }

  private void push(List<Event> events) throws InterruptedException {
    Source source = definitions.source(events.getFirst().source());
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("push_source_name", source.name());
    ObjectNode frame = body.putObject("df");
    List<ObjectNode> rows = events.stream().map(event -> Message.fields(event, source)).toList();
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
    for (String name : names) {
      rows.forEach(row -> frame.withArray("/" + name).add(row.get(name)));
    }
    boolean spoilt = events.stream().anyMatch(e -> e.kind() instanceof Event.Kind.Bad);
    Instant began = Instant.now();
    var answer = node.api().post("/push", body.toString());
    record.add(new Entry.Pushed(began, Instant.now(), events, spoilt, answer));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
