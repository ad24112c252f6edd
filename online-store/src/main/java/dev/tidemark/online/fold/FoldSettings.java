package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.store.RocksMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Where jobs run.
 *
 * @param kafka client settings, at least {@code bootstrap.servers}
 * @param directory of the state; used by one process at a time
 * @param self where other nodes ask this one; known when a job is started
 * @param others is told of nodes that may be asked
 * @param replicas copies of each partition on other nodes
 * @param readable is told of the events that lookups see
 */
public record FoldSettings(
    Map<String, String> kafka,
    Path directory,
    Supplier<Host> self,
    Consumer<Host> others,
    int replicas,
    RocksMemory memory,
    ReadableListener readable) {
  /** The longest record of a changelog, in bytes. */
  private static final int LARGEST = 64 << 20;

  /** How long a node may be away before copies become owners: a restart should fit in. */
  static final Duration SESSION = Duration.ofSeconds(12);

  static final Duration HEARTBEAT = Duration.ofSeconds(3);

  private static final long ACCEPTABLE_LAG = 10_000;

  /** Copies that are made at once for partitions that are to move. */
  private static final int WARMUPS = 4;

  /** The shortest that Kafka Streams takes: how often it looks whether such a copy is ready. */
  private static final long PROBING_MILLIS = 60_000;

  /** For ever, for Kafka Streams adds it to the time of day. */
  private static final long PATIENCE_MILLIS = Duration.ofDays(3_650).toMillis();

  public FoldSettings {
    kafka = Map.copyOf(kafka);
  }

  /** The folder of Kafka Streams: below it one for each application. */
  Path streamsFolder() {
    return directory.resolve("streams");
  }

  /** The folder of an application. */
  Path streamsFolder(String application) {
    return streamsFolder().resolve(application);
  }

  /** How many bytes the state of an application takes on disk. */
  long bytes(String application) {
    return DiskUsage.of(streamsFolder(application));
  }

  /** A file that is there once a job has caught up for the first time. */
  Path caughtUpMarker(String application) {
    return directory.resolve("caught-up").resolve(application);
  }

  /** The settings of an application. */
  Properties streams(EntityPlan plan) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, plan.application());
    // Tells nodes that are no members where the members answer
    String own =
        kafka.containsKey(StreamsConfig.CLIENT_ID_CONFIG)
            ? kafka.get(StreamsConfig.CLIENT_ID_CONFIG) + "."
            : "";
    settings.put(
        StreamsConfig.CLIENT_ID_CONFIG, Members.clientId(own + plan.application(), self.get()));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, streamsFolder().toString());
    settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.get().toString());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, replicas);
    // A new node gets no partition before its copy of it has come this close
    settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ACCEPTABLE_LAG);
    settings.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARMUPS);
    settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
    // A node that has lost its partitions and does not know it yet must not write any more
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // FoldPace asks for commits sooner, unless it is that far behind
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, FoldPace.LATEST.toMillis());
    settings.put(StreamsConfig.POLL_MS_CONFIG, 10);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads(plan));
    // The logs of an entity have no order among each other
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
    settings.put(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, -1L);
    // Heads are larger than most records, and some nodes much larger: those over long texts, or
    // over
    // very many distinct values. A cluster that does not allow it can be given less.
    settings.putIfAbsent(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), LARGEST);
    // Who gives up closes the state, and lookups need it while the broker is away
    settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    producer(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    producer(settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST);
    producer(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * LARGEST);
    producer(settings, ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    producer(settings, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(SESSION));
    consumer(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(HEARTBEAT));
    // A member that comes back under its name after kill -9 does not wait for its old session
    consumer(settings, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, nodeId());
    return settings;
  }

  private static String millis(Duration of) {
    return Long.toString(of.toMillis());
  }

  private static void consumer(Properties settings, String name, String value) {
    settings.put(StreamsConfig.mainConsumerPrefix(name), value);
  }

  private static void producer(Properties settings, String name, Object value) {
    settings.put(StreamsConfig.producerPrefix(name), value);
  }

  private static int threads(EntityPlan plan) {
    // While one waits for the broker another works
    int half = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
    return Math.min(plan.partitions(), half);
  }

  /** The name of the process that owns the directory: the same after a restart. */
  private String nodeId() {
    Path file = directory.resolve("node-id");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read or write " + file, e);
    }
  }
}
