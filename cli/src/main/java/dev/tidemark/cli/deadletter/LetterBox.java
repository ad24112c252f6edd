package dev.tidemark.cli.deadletter;

import dev.tidemark.ingest.DeadLetter;
import dev.tidemark.registry.deployment.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** All dead letters of a project. For one thread. */
public final class LetterBox implements AutoCloseable {
  private final Topics topics;
  private final TopicReader reader;

  /** Of its own, as events are looked for while letters are read. */
  private final TopicReader events;

  /**
   * The letters of a project.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public LetterBox(Map<String, String> kafka, String project) {
    topics = new Topics(project);
    reader = new TopicReader(kafka);
    events = new TopicReader(kafka);
  }

  /** The sources that have a dead-letter topic, also those that are no longer deployed. */
  public SortedSet<String> sources() {
    String prefix = topics.deadLetters("");
    SortedSet<String> sources = new TreeSet<>();
    for (String topic : reader.topics()) {
      if (topic.startsWith(prefix)) {
        sources.add(topic.substring(prefix.length()));
      }
    }
    return sources;
  }

  /** Hands out the letters that are meant, those of a source in the order of their offsets. */
  public void read(Choice choice, Consumer<Letter> each) {
    Map<LetterId, Instant> replays = replays();
    for (String source : sources()) {
      if (choice.takes(source)) {
        for (TopicPartition partition : reader.partitions(topics.deadLetters(source))) {
          reader.read(
              partition,
              choice.from(source),
              choice.to(source) + 1,
              record -> letter(source, record, replays).filter(choice::takes).ifPresent(each));
        }
      }
    }
  }

  /** One letter. */
  public Optional<Letter> find(LetterId id) {
    List<Letter> found = new ArrayList<>();
    read(Choice.of(List.of(id)), found::add);
    return found.stream().findFirst();
  }

  /** The event of a letter that was cut, if its topic still holds it. */
  Optional<ConsumerRecord<byte[], byte[]>> original(DeadLetter letter) {
    DeadLetter.From from = letter.from();
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    TopicPartition partition = new TopicPartition(from.topic(), from.partition());
    if (events.partitions(from.topic()).contains(partition)) {
      events.read(partition, from.offset(), from.offset() + 1, found::add);
    }
    return found.stream().filter(event -> lengths(event).equals(letter.cut())).findFirst();
  }

  private static Optional<DeadLetter.Lengths> lengths(ConsumerRecord<byte[], byte[]> event) {
    return Optional.of(
        new DeadLetter.Lengths(
            event.key() == null ? 0 : event.key().length,
            event.value() == null ? 0 : event.value().length));
  }

  private static Optional<Letter> letter(
      String source, ConsumerRecord<byte[], byte[]> record, Map<LetterId, Instant> replays) {
    LetterId id = new LetterId(source, record.partition(), record.offset());
    return DeadLetter.read(record)
        .map(content -> new Letter(id, content, Optional.ofNullable(replays.get(id))));
  }

  private Map<LetterId, Instant> replays() {
    Map<LetterId, Instant> replays = new HashMap<>();
    for (TopicPartition partition : reader.partitions(topics.replays())) {
      reader.read(
          partition,
          0,
          Long.MAX_VALUE,
          record ->
              LetterId.read(new String(record.key(), StandardCharsets.UTF_8))
                  .ifPresent(id -> replays.put(id, time(record.value()))));
    }
    return replays;
  }

  private static Instant time(byte[] value) {
    return Instant.parse(new String(value, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    reader.close();
    events.close();
  }
}
