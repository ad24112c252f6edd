package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version on its way into the registry topic, which takes it if and only if it follows the one
 * that is deployed.
 *
 * <p>Everybody writes under one transactional id. {@code initTransactions} returns when the
 * transaction that the id had before is committed or aborted as a whole, and from then on the
 * broker refuses the commit of every producer that began earlier. So what is read after it is all
 * that was ever deployed, and it stays so until our commit, unless somebody begins after us: then
 * it is our commit that is refused. Of all that have read the same version, at most the last to
 * begin can commit. The others begin again, after a random pause that lets it finish, and read that
 * another version is deployed.
 *
 * <p>A commit of which the answer is lost is settled in the same way: beginning again ends it, and
 * the record that this call has marked is there or is not.
 */
final class Applying {
  private static final Logger LOG = LoggerFactory.getLogger(Applying.class);

  /** When no new attempt is begun; the last one may take {@link #BLOCK} longer at each step. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration BLOCK = Duration.ofSeconds(10);
  private static final Duration REQUEST = Duration.ofSeconds(8);

  /** More than the steps of one transaction take together at most. */
  private static final Duration TRANSACTION = Duration.ofSeconds(25);

  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final int DOUBLINGS = 5;
  private static final int LARGEST_RECORD = 64 << 20;

  private final Map<String, String> kafka;
  private final Version next;
  private final Topics topics;
  private final String id = UUID.randomUUID().toString();

  /** Whether something was sent, so that another attempt has something to settle. */
  private boolean begun;

  /** Whether the broker was asked to commit. */
  private boolean inDoubt;

  Applying(Map<String, String> kafka, Version next) {
    this.kafka = kafka;
    this.next = next;
    this.topics = new Topics(next.project());
  }

  /**
   * Returns when the version is deployed, durably.
   *
   * @throws ApplyException when it is not, or when that is unknown
   */
  void run() {
    long start = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      try {
        attempt();
        return;
      } catch (KafkaException e) {
        boolean late = System.nanoTime() - start > PATIENCE.toNanos();
        KafkaException first = first(e);
        if (!begun || late || isFinal(first)) {
          throw failure(first);
        }
      }
      pause(attempt);
    }
  }

  private void attempt() {
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
    try (RegistryReader reader = new RegistryReader(kafka, topics.registry(), next.project(), 0)) {
      producer.initTransactions();
      if (!deployed(reader)) {
        begun = true;
        inDoubt = false;
        show(reader, commit(producer));
      }
    } finally {
      producer.close(CLOSE);
    }
  }

  /**
   * Whether an attempt before this one has deployed the version.
   *
   * @throws ApplyConflictException when somebody else has deployed one
   */
  private boolean deployed(RegistryReader reader) {
    Optional<Version> met = reader.latest().map(VersionJson::read);
    if (met.map(Version::number).orElse(0) == next.number() - 1) {
      return false;
    }
    if (inDoubt && ours(reader)) {
      return true;
    }
    throw new ApplyConflictException(next, met);
  }

  private boolean ours(RegistryReader reader) {
    return Optional.ofNullable(reader.all().get(RegistryRecord.key(next.project(), next.number())))
        .filter(record -> record.apply().equals(id))
        .isPresent();
  }

  /** The project's own key comes last, where readers look for it first; returns its offset. */
  private long commit(KafkaProducer<String, String> producer) {
    String value = VersionJson.write(next);
    producer.beginTransaction();
    List<Future<RecordMetadata>> sent =
        Stream.of(RegistryRecord.key(next.project(), next.number()), next.project())
            .map(key -> new RegistryRecord(key, value, id).to(topics.registry()))
            .map(producer::send)
            .toList();
    sent.forEach(Answers::await);
    inDoubt = true;
    producer.commitTransaction();
    return Answers.await(sent.getLast()).offset();
  }

  /** A commit is decided a moment before readers see it; callers want to see what they did. */
  private static void show(RegistryReader reader, long offset) {
    try {
      reader.awaitCommitted(offset);
    } catch (KafkaException e) {
      LOG.warn("Deployed, but not seen yet", e);
    }
  }

  /** What comes after a send that failed says only so; its cause is what failed. */
  private static KafkaException first(KafkaException failure) {
    return failure.getCause() instanceof KafkaException cause ? first(cause) : failure;
  }

  private static boolean isFinal(KafkaException failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof AuthorizationException
        || failure instanceof AuthenticationException
        || failure instanceof InterruptException;
  }

  private ApplyException failure(KafkaException failure) {
    if (inDoubt) {
      return new ApplyStateUnknownException(next, failure);
    }
    if (failure instanceof RecordTooLargeException) {
      return new ApplyFailedException(
          next,
          "its definitions are larger than topic %s takes; raise max.message.bytes of the topic"
                  .formatted(topics.registry())
              + " (one compressed message), or divide the project: "
              + failure.getMessage(),
          failure);
    }
    return new ApplyFailedException(
        next,
        "Kafka refused or did not answer, and nothing was changed: " + failure.getMessage(),
        failure);
  }

  private static void pause(int attempt) {
    long longest = SHORTEST_PAUSE.toNanos() << Math.min(attempt, DOUBLINGS);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 4, longest));
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.apply());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) BLOCK.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_RECORD);
    return settings;
  }
}
