package dev.tidemark.ingest;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of the shape jobs' Kafka Streams applications.
 *
 * @param kafka of every client
 * @param directory of Kafka Streams' state; a stateless application leaves it empty
 * @param instance names this node, also after a restart
 */
record StreamsSettings(Map<String, String> kafka, Path directory, String instance) {
  Properties of(String application) {
    Properties settings = new Properties();
    settings.putAll(kafka);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    // CommitPace asks for commits sooner, unless they take that long
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitPace.LATEST.toMillis());
    // An event is not visible before its transaction commits: it waits for both
    settings.put(StreamsConfig.POLL_MS_CONFIG, 10);
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // There is no global thread; this only silences a warning at each start. Kafka's constant is
    // deprecated already, as the setting will go when it is on by default.
    settings.put("processing.exception.handler.global.enabled", true);
    consumer(settings, application);
    producer(settings);
    return settings;
  }

  /** Static membership: a node that was killed takes its partitions up again when it is back. */
  private void consumer(Properties settings, String application) {
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        application + "." + instance);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
  }

  /** Readers of committed rows wait for a dead node's transaction, so it has to time out soon. */
  private static void producer(Properties settings) {
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
  }
}
