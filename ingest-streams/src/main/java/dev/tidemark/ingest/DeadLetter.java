package dev.tidemark.ingest;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A refused event, as its source's dead-letter topic holds it.
 *
 * @param source the source's name
 * @param reason a code, such as {@code wrong_type}
 * @param detail a sentence for people
 * @param time when it was refused
 * @param from where the event was read
 * @param key of the event; its first bytes when the letter is cut, as the value
 * @param headers the event's own
 * @param cut the whole lengths of key and value when the letter holds less of them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DeadLetter(
    String source,
    String reason,
    String detail,
    Instant time,
    From from,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers,
    Optional<Lengths> cut) {
  /** What the headers that speak about an event begin with. */
  static final String PREFIX = "tidemark.";

  public DeadLetter {
    headers = List.copyOf(headers);
  }

  /** Where an event was read. */
  public record From(String topic, int partition, long offset) {}

  /** How many bytes an event's key and value have. */
  public record Lengths(int key, int value) {
    static Lengths parse(String text) {
      int comma = text.indexOf(',');
      return new Lengths(
          Integer.parseInt(text.substring(0, comma)), Integer.parseInt(text.substring(comma + 1)));
    }
  }

  /** Reads a letter; empty when the record is none. */
  public static Optional<DeadLetter> read(ConsumerRecord<byte[], byte[]> letter) {
    try {
      return Optional.of(parse(letter));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What is said about the event, without its key, its value and its headers. */
  public DeadLetter withoutEvent() {
    return new DeadLetter(source, reason, detail, time, from, null, null, List.of(), cut);
  }

  private static DeadLetter parse(ConsumerRecord<byte[], byte[]> letter) {
    Headers headers = letter.headers();
    return new DeadLetter(
        text(headers, "source"),
        text(headers, "reason"),
        text(headers, "detail"),
        Instant.parse(text(headers, "time")),
        new From(
            text(headers, "topic"),
            Integer.parseInt(text(headers, "partition")),
            Long.parseLong(text(headers, "offset"))),
        letter.key(),
        letter.value(),
        StreamSupport.stream(headers.spliterator(), false)
            .filter(header -> !header.key().startsWith(PREFIX))
            .toList(),
        headers.lastHeader(PREFIX + "cut") == null
            ? Optional.empty()
            : Optional.of(Lengths.parse(text(headers, "cut"))));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(PREFIX + name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException("No dead letter: header %s is missing".formatted(name));
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
