package dev.tidemark.registry.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what is committed in the registry topic; a transaction that is pending neither shows nor
 * blocks. One thread; {@link #wake} any.
 */
final class RegistryReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Records before the end among which the current version is looked for first. */
  private static final long TAIL = 32;

  private final KafkaConsumer<String, String> consumer;
  private final TopicPartition partition;
  private final String project;

  /**
   * A reader that begins at an offset.
   *
   * @param offset 0, or where another reader stopped
   */
  RegistryReader(Map<String, String> kafka, String topic, String project, long offset) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    this.partition = new TopicPartition(topic, 0);
    this.project = project;
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
  }

  /**
   * The newest value of the project, if there is one; the reader then stands at the present end.
   * Since every transaction ends with one, it is looked for from the end backwards.
   */
  Optional<String> latest() {
    long end = end();
    Optional<String> newest = Optional.empty();
    long from = end;
    for (long tail = TAIL; newest.isEmpty() && from > 0; tail *= 4) {
      from = Math.max(0, end - tail);
      newest =
          read(from, end).filter(this::ofProject).reduce((a, b) -> b).map(RegistryRecord::value);
    }
    return newest;
  }

  /** The newest record of every key, in the order of their offsets. */
  Map<String, RegistryRecord> all() {
    SequencedMap<String, RegistryRecord> all = new LinkedHashMap<>();
    read(0, end()).forEach(message -> all.putLast(message.key(), message));
    return all;
  }

  /** Waits until a record, of which the commit is decided, is there for readers. */
  void awaitCommitted(long offset) {
    long start = System.nanoTime();
    while (end() <= offset) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "Cannot see offset %d of topic %s committed after %d s"
                .formatted(offset, partition.topic(), PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** The values of the project that came in, in order; waits a little for the first. */
  List<String> poll() {
    return next().stream().filter(this::ofProject).map(RegistryRecord::value).toList();
  }

  private boolean ofProject(RegistryRecord message) {
    return project.equals(message.key());
  }

  private long end() {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** The records from one offset to at least another. */
  private Stream<RegistryRecord> read(long from, long end) {
    List<RegistryRecord> read = new ArrayList<>();
    consumer.seek(partition, from);
    long heard = System.nanoTime();
    while (consumer.position(partition) < end) {
      List<RegistryRecord> messages = next();
      read.addAll(messages);
      if (!messages.isEmpty()) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "Cannot read topic %s to its end: at offset %d of %d nothing came for %d s"
                .formatted(
                    partition.topic(), consumer.position(partition), end, PATIENCE.toSeconds()));
      }
    }
    return read.stream();
  }

  private List<RegistryRecord> next() {
    return consumer.poll(POLL).records(partition).stream()
        .filter(message -> message.value() != null)
        .map(RegistryRecord::of)
        .toList();
  }

  /** The offset of the next record. */
  long position() {
    return consumer.position(partition);
  }

  /** Makes a running or the next call of this reader end with a {@code WakeupException}. */
  void wake() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    // It belongs to no group: there is nothing to wait for but records that nobody wants
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
