package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.model.time.Micros;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long it takes from handing an event to Kafka's producer until a lookup over HTTP shows it.
 */
final class Freshness {
  private static final int WARM_UP = 5;
  private static final Duration TOO_LONG = Duration.ofSeconds(20);

  /** Of each event, sorted. */
  private final long[] nanos;

  private Freshness(long[] nanos) {
    this.nanos = nanos;
  }

  /**
   * Sends single edits, each of a user that nobody has heard of, and asks until it is there. The
   * first few do not count: they warm up.
   */
  static Freshness measure(Map<String, String> kafka, NodeClient client, int count) {
    long[] nanos = new long[WARM_UP + count];
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < nanos.length; i++) {
        String user = "Tidemark demo " + i;
        byte[] edit = edit(user).toString().getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        var _ = producer.send(new ProducerRecord<>("wikipedia.edits", bytes(user), edit));
        awaitEdit(client, user, start);
        nanos[i] = System.nanoTime() - start;
      }
    }
    long[] counted = Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
    Arrays.sort(counted);
    return new Freshness(counted);
  }

  long medianMillis() {
    return Duration.ofNanos(nanos[nanos.length / 2]).toMillis();
  }

  long slowestMillis() {
    return Duration.ofNanos(nanos[nanos.length - 1]).toMillis();
  }

  private static ObjectNode edit(String user) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("time", Micros.format(Micros.of(Instant.now())))
        .put("user", user)
        .put("page", "Wikipedia:Sandbox")
        .put("channel", "#en.wikipedia")
        .put("namespace", "Wikipedia")
        .put("isRobot", false)
        .put("isNew", false)
        .put("isMinor", true)
        .put("delta", 1)
        .put("added", 1)
        .put("deleted", 0);
  }

  private static void awaitEdit(NodeClient client, String user, long start) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.putArray("features").add("user_activity:user_last_page");
    request.putObject("entities").putArray("user").add(user);
    while (!isPresent(client.features(request))) {
      if (System.nanoTime() - start > TOO_LONG.toNanos()) {
        throw CommandException.failed(
            "Cannot find an edit %s after it was published".formatted(TOO_LONG));
      }
    }
  }

  private static boolean isPresent(JsonNode answer) {
    return answer.path("results").path(1).path("statuses").path(0).asText().equals("PRESENT");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
