package dev.tidemark.cli.deadletter;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.ingest.DeadLetter;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.deployment.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of dead letters to their sources' topics again, all in one transaction, together
 * with a record for each letter that says so.
 *
 * <p>Everybody replays under one transactional id: once {@link #Replay begun}, what is read of
 * earlier replays is all that there was, and if somebody else begins later, our commit is refused.
 * So no letter is sent twice by two who replay at once.
 */
public final class Replay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int LARGEST_RECORD = 64 << 20;

  private final Version version;
  private final Topics topics;
  private final LetterBox box;
  private final InstantSource clock;
  private final KafkaProducer<byte[], byte[]> producer;

  /** Begins; what {@code box} reads from now on is not changed by a replay that began earlier. */
  public Replay(Map<String, String> kafka, Version version, LetterBox box, InstantSource clock) {
    this.version = version;
    this.topics = new Topics(version.project());
    this.box = box;
    this.clock = clock;
    producer =
        new KafkaProducer<>(settings(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(CLOSE);
      throw e;
    }
  }

  private Map<String, Object> settings(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.replay());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST_RECORD);
    return settings;
  }

  /**
   * What of some letters can be sent.
   *
   * @param again whether those that were replayed before are meant, too
   * @throws CommandException when one of them cannot be sent
   */
  public Replayable choose(Choice choice, boolean again) {
    Replayable chosen = new Replayable();
    Set<LetterId> missing = new TreeSet<>(choice.ids());
    box.read(
        choice,
        letter -> {
          missing.remove(letter.id());
          if (letter.replayed().isPresent() && !again) {
            chosen.leaveOut();
          } else {
            source(letter);
            event(letter);
            chosen.add(letter);
          }
        });
    missing.stream().findFirst().ifPresent(Replay::unknown);
    return chosen;
  }

  /**
   * Sends all of them or none.
   *
   * @return how many went to each topic
   * @throws CommandException when none was sent, or when that is unknown
   */
  public Map<String, Integer> send(Replayable chosen) {
    Map<String, Integer> sent = new TreeMap<>();
    boolean inDoubt = false;
    try {
      producer.beginTransaction();
      box.read(
          Choice.of(chosen.ids()),
          letter -> {
            send(letter);
            sent.merge(source(letter).topic(), 1, Integer::sum);
          });
      inDoubt = true;
      producer.commitTransaction();
      return sent;
    } catch (KafkaException e) {
      throw failed(e, inDoubt);
    }
  }

  private void send(Letter letter) {
    byte[] id = letter.id().toString().getBytes(StandardCharsets.UTF_8);
    byte[] now =
        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString().getBytes(StandardCharsets.UTF_8);
    var _ = producer.send(event(letter));
    var _ = producer.send(new ProducerRecord<>(topics.replays(), id, now));
  }

  private ProducerRecord<byte[], byte[]> event(Letter letter) {
    DeadLetter content = letter.content();
    Source source = source(letter);
    if (content.cut().isEmpty()) {
      return event(source, content, content.key(), content.value());
    }
    ConsumerRecord<byte[], byte[]> original = box.original(content).orElseThrow(() -> lost(letter));
    return event(source, content, original.key(), original.value());
  }

  /** To the partition that it had, so that it stays with the other events of its key. */
  private ProducerRecord<byte[], byte[]> event(
      Source source, DeadLetter content, byte @Nullable [] key, byte @Nullable [] value) {
    DeadLetter.From from = content.from();
    Integer partition = from.topic().equals(source.topic()) ? from.partition() : null;
    return new ProducerRecord<>(source.topic(), partition, key, value, content.headers());
  }

  private Source source(Letter letter) {
    String name = letter.id().source();
    return version.definitions().sources().stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            CommandException.failed(
                "Cannot replay dead letter %s: source %s is not deployed%s"
                    .formatted(
                        letter.id(),
                        name,
                        Nearest.hint(
                            name,
                            version.definitions().sources().stream().map(Source::name).toList()))));
  }

  private static void unknown(LetterId id) {
    throw CommandException.usage(
        "Cannot find dead letter %s: tidemark dead-letters list shows those that are there"
            .formatted(id));
  }

  private static CommandException lost(Letter letter) {
    DeadLetter.From from = letter.content().from();
    return CommandException.failed(
        ("Cannot replay dead letter %s: it holds only the beginning of its event, and topic %s no"
                + " longer holds the event at partition %d, offset %d; replay others by their ids")
            .formatted(letter.id(), from.topic(), from.partition(), from.offset()));
  }

  private static CommandException failed(KafkaException e, boolean inDoubt) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException) {
      return CommandException.failed(
          "Cannot replay: another replay began in the meantime; try again, which leaves out what was"
              + " replayed");
    }
    return CommandException.failed(
        inDoubt && (e instanceof TimeoutException || e instanceof InterruptException)
            ? "Cannot say whether the events were sent: %s; tidemark dead-letters list shows it"
                .formatted(Reasons.of(e))
            : "Cannot replay: %s. Nothing was sent".formatted(Reasons.of(cause)));
  }

  /** Ends what was begun and not sent. */
  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
